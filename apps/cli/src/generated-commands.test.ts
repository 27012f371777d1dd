import { migrateCommand, serveCommand, verifyCommand, waitCommand } from "@migrun/core";
import { expect, test } from "vitest";
import { parseArguments } from "./program.ts";

// A command whose options changed fails here; recipes/deploy-commands.ts of core follows it.
for (const args of [
  migrateCommand("users"),
  waitCommand("users"),
  verifyCommand("users"),
  serveCommand(["users", "billing"]),
]) {
  test(`a manifest may say migrun ${args.join(" ")}`, () => {
    expect(parseArguments(args).command.name).toBe(args[0]);
  });
}
