import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { Project } from "./run-fixture.ts";

const run = promisify(execFile);

/** Who commits, and no configuration of whoever runs the tests. */
const GIT_ENV = {
  PATH: process.env["PATH"],
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_CONFIG_SYSTEM: "/dev/null",
  GIT_AUTHOR_NAME: "A",
  GIT_AUTHOR_EMAIL: "a@example.org",
  GIT_COMMITTER_NAME: "A",
  GIT_COMMITTER_EMAIL: "a@example.org",
};

/** Runs git in a project, as nobody in particular. Its output without the last line end. */
export async function git(project: Project, ...operands: readonly string[]): Promise<string> {
  const { stdout } = await run("git", operands, { cwd: project.folder, env: GIT_ENV });
  return stdout.trim();
}
