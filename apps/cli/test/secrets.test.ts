import { randomBytes, randomInt } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { REPORTS } from "../src/command-spec.ts";
import { startMigrun, temporaryFolder, testPython } from "./rig/migrun.ts";
import type { RunningMigrun } from "./rig/migrun.ts";
import { iniWithUrl } from "./rig/projects.ts";
import { createRepository } from "./rig/repository.ts";
import { commandLines } from "./rig/traces.ts";

/** A password of 32 characters that is nowhere else, with all that URLs, ini files and shells treat as special. */
function createCanary() {
  const words = [7, 7, 7, 7].map(() =>
    randomBytes(6).toString("base64url").replaceAll(/[-_]/gu, "x").slice(0, 7),
  );
  const marks = ["@", "/", "%", ":"].toSorted(() => randomInt(3) - 1);
  return { password: words.map((word, index) => word + (marks[index] ?? "")).join(""), words };
}

const canaries = { ini: createCanary(), env: createCanary(), config: createCanary(), server: createCanary() };
const urlOf = ({ password }: { password: string }, host = "db.internal") =>
  `postgresql+psycopg2://app:${encodeURIComponent(password)}@${host}/app`;

/** Names the canaries that a text holds a part of. */
function canariesIn(text: string): readonly string[] {
  return Object.entries(canaries).flatMap(([name, { words }]) =>
    words.some((word) => text.includes(word)) ? [name] : [],
  );
}

let cwd: string;
let server: RunningMigrun;
let serverUrl: string;

beforeAll(async () => {
  const ini = iniWithUrl(urlOf(canaries.ini));
  const env = await readFile(join(import.meta.dirname, "../../../fixtures/linear/migrations/env.py"), "utf8");
  cwd = await createRepository({
    folders: {
      orders: "fixtures/linear",
      loud: "fixtures/linear",
      broken: "fixtures/linear",
      settings: "fixtures/settings",
    },
    files: {
      "orders/alembic.ini": ini,
      "loud/alembic.ini": ini,
      "loud/migrations/env.py": `${SAYS_ITS_URL}\nprint(secret)\nprint(secret, file=sys.stderr)\n${env}`,
      "broken/alembic.ini": ini,
      "broken/migrations/env.py": `${SAYS_ITS_URL}\nraise RuntimeError(f"cannot connect to {secret}")\n`,
      "migrun.config.yaml": `targets:\n  orders:\n    url: ${urlOf(canaries.config)}\n    env: { REPLICA_URL: "${urlOf(canaries.config, "replica")}" }\n`,
    },
  });
  server = await startServer();
});

afterAll(async () => {
  server.signal("SIGTERM");
  await server.ended;
});

/** The start of an env.py that knows the URL of its ini file. */
const SAYS_ITS_URL = `import configparser, pathlib, sys
ini = configparser.ConfigParser()
ini.read(pathlib.Path(__file__).parent.parent / "alembic.ini")
secret = ini["alembic"]["sqlalchemy.url"]`;

/** A server whose password is a canary: an isolated database of migrun's, held open. */
async function startServer(): Promise<RunningMigrun> {
  const makeRole = `import os, psycopg2
with psycopg2.connect("") as connection:
    connection.cursor().execute("CREATE ROLE canary SUPERUSER LOGIN PASSWORD %s", (os.environ["CANARY"],))`;
  const linear = await createRepository({ folders: { linear: "fixtures/linear" } });
  const hold = `"$PYTHON" -c "$MAKE_ROLE" && echo "ready $PGHOST:$PGPORT." >&2 && exec sleep 600`;
  const running = await startMigrun(["exec", "linear", "--quiet", "--", "sh", "-c", hold], {
    cwd: linear,
    env: { PYTHON: testPython, MAKE_ROLE: makeRole, CANARY: canaries.server.password },
  });
  const said = await running.heard(/ready (\S+)\./u);
  serverUrl = `postgresql://canary:${encodeURIComponent(canaries.server.password)}@${said[1]}/postgres`;
  return running;
}

/** Everything that a command printed, wrote, and showed to the other users of the machine. */
async function everythingOf(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<Record<string, string>> {
  const out = await temporaryFolder();
  const reports = REPORTS.flatMap((format) => ["--report", `${format}=${join(out, format)}`]);
  const [command = "", ...rest] = args;
  const takesReports = ["all", "drift", "sql", "heads", "roundtrip", "files", "quick"].includes(command);
  const end = rest.indexOf("--");
  const own = end === -1 ? rest : rest.slice(0, end);
  const words = [command, ...own, ...(takesReports ? reports : []), ...rest.slice(own.length)];
  const run = await startMigrun(words, { cwd, env });
  const seen = new Set<string>();
  const sample = setInterval(() => {
    void commandLines().then((lines) => lines.forEach((line) => seen.add(line)));
  }, 25);
  const ended = await run.ended;
  clearInterval(sample);
  const files = await Promise.all([out, run.temporary].map(textsBelow));
  return {
    ...Object.assign({}, ...files),
    stdout: ended.stdout,
    stderr: ended.stderr,
    processes: [...seen].join("\n"),
  };
}

async function textsBelow(folder: string): Promise<Record<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Object.fromEntries(
    await Promise.all(files.map(async (file) => [file, await readFile(file, "latin1")] as const)),
  );
}

const COMMANDS: readonly (readonly string[])[] = [
  ["all", "-vv"],
  ["all", "-vv", "--format", "json"],
  ["quick", "-vv"],
  ["heads", "-vv"],
  ["files", "-vv"],
  ["drift", "-vv"],
  ["roundtrip", "-vv", "--format", "junit"],
  ["sql", "-vv"],
  ["exec", "orders", "-vv", "--", "true"],
  ["config"],
  ["config", "--format", "json"],
  ["version"],
  ["gc"],
];

describe.runIf(process.platform === "linux")("no password is ever seen", () => {
  const env = { DATABASE_URL: urlOf(canaries.env), REPLICA_URL: urlOf(canaries.env, "replica") };

  test("the test would see one", async () => {
    const seen = await everythingOf(
      ["exec", "orders", "--", "sh", "-c", `echo ${canaries.env.words[0]}`],
      env,
    );
    expect(
      Object.keys(seen)
        .filter((place) => canariesIn(seen[place] ?? "").length > 0)
        .toSorted(),
    ).toEqual(["processes", "stdout"]);
  });

  test.each(COMMANDS.map((args) => [args.join(" "), args] as const))("%s", async (_, args) => {
    await expectNothingOf(args, env);
  });

  test("nor that of the server, while it is used", async () => {
    await expectNothingOf(["all", "orders", "-vv"], { ...env, MIGRUN_SERVER: serverUrl });
    await expectNothingOf(["config", "--format", "json"], { ...env, MIGRUN_SERVER: serverUrl });
  });

  test("nor when it cannot be used", async () => {
    const closed = serverUrl.replace(/@[^/]+/u, "@127.0.0.1:9");
    const wrong = serverUrl.replace("//canary", "//nobody");
    for (const url of [closed, wrong, `${serverUrl}?sslmode=never`, `x${serverUrl}`]) {
      await expectNothingOf(["all", "orders", "-vv"], { ...env, MIGRUN_SERVER: url });
    }
  });
});

async function expectNothingOf(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<void> {
  const seen = await everythingOf(args, env);
  const told = Object.entries(seen).filter(([, text]) => canariesIn(text).length > 0);
  expect(told.map(([place, text]) => `${canariesIn(text).join(", ")} in ${place}: ${lineOf(text)}`)).toEqual(
    [],
  );
  expect(seen["stdout"]! + seen["stderr"]).not.toBe("");
}

function lineOf(text: string): string {
  return text.split("\n").find((line) => canariesIn(line).length > 0) ?? "";
}
