#!/usr/bin/env node
// oxlint-disable-next-line import/no-unassigned-import -- The bundle does its work, and sets process.exitCode when it has ended.
require("../dist/migrun.cjs");
