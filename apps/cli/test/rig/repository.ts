import { execFile } from "node:child_process";
import { cp, mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { temporaryFolder } from "./migrun.ts";

/** Root of the workspace. */
export const workspace: string = join(import.meta.dirname, "..", "..", "..", "..");

const run = promisify(execFile);
const LEFT_OUT = /(?:^|\/)(?:\.venv|__pycache__|node_modules)(?:\/|$)/u;

/** What a repository is made of. */
export interface RepositoryPlan {
  /** Folders of the workspace by where they go: `{ ".": "examples/shop" }`. */
  readonly folders?: Readonly<Record<string, string>>;
  /** Texts that are added or replaced, by path. */
  readonly files?: Readonly<Record<string, string>>;
  /** Where it is made; default: a new folder. */
  readonly at?: string;
}

/** Makes a git repository with everything committed on `main`; returns its root. */
export async function createRepository(plan: RepositoryPlan): Promise<string> {
  const root = plan.at ?? join(await temporaryFolder(), "repository");
  await mkdir(root, { recursive: true });
  for (const [to, from] of Object.entries(plan.folders ?? {})) {
    const source = join(workspace, from);
    await cp(source, join(root, to), {
      recursive: true,
      filter: (path) => !LEFT_OUT.test(path.slice(source.length)),
    });
  }
  for (const [path, text] of Object.entries(plan.files ?? {})) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
  await git(root, "init", "--quiet", "--initial-branch=main");
  await git(root, "add", "--all");
  await git(root, "commit", "--quiet", "--message=As it is");
  return root;
}

/** What git says in a repository. Nothing of this machine's configuration has a say. */
export async function git(cwd: string, ...args: readonly string[]): Promise<string> {
  const identity = [
    "-c",
    "user.name=Test",
    "-c",
    "user.email=test@example.org",
    "-c",
    "commit.gpgsign=false",
  ];
  const env = { ...process.env, GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_SYSTEM: "/dev/null" };
  return (await run("git", [...identity, ...args], { cwd, env })).stdout;
}

/** A revision of the fixture `linear` that waits for ever, on the server, and says so first. */
export const WAITING_REVISION = {
  path: "migrations/versions/a40000000000_wait.py",
  says: "waiting for ever",
  text: `"""Wait

Revision ID: a40000000000
Revises: a30000000000
Create Date: 2025-05-13 10:00:00.000000

"""

from alembic import op

revision = "a40000000000"
down_revision = "a30000000000"
branch_labels = None
depends_on = None


def upgrade() -> None:
    print("waiting for ever", flush=True)
    op.execute("SELECT pg_sleep(3600)")


def downgrade() -> None:
    op.execute("SELECT 1")
`,
} as const;
