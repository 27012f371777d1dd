#!/usr/bin/env node
// The bundle sets process.exitCode when the command has ended.
await import("../dist/migrun.mjs");
