// Run by strict.test.ts in a process of its own, whose rights are fewer: tells the error that a strict run ends with.
import { MigrunError } from "@migrun/core";
import { openProject } from "../checks/run-fixture.ts";

const [folder = "."] = process.argv.slice(2);
try {
  await openProject(folder).run({ flags: { isolation: "strict" } });
} catch (error) {
  if (!(error instanceof MigrunError)) throw error;
  const { exitCode, message, hint } = error;
  process.stdout.write(JSON.stringify({ exitCode, message, hint }));
}
