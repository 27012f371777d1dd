#!/usr/bin/env node
await import("../dist/migrun.mjs");
process.reallyExit(process.exitCode);
