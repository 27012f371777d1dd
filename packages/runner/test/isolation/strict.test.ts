import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestServer, type TestServer } from "../bridge/two-servers.ts";
import { copyFixture, type Project, type Ran } from "../checks/run-fixture.ts";
import { testPython } from "../python.ts";
import { eventually } from "../server/test-pool.ts";
import { noNetwork, titleOf } from "./can-isolate.ts";

const LAST = "migrations/versions/a30000000000_create_sales.py";
const PSQL = await promisify(execFile)("psql", ["--version"]).then(
  () => true,
  () => false,
);

let production: TestServer;

beforeAll(async () => {
  production = await startTestServer("production-Canary-42");
  await production.createDatabase("shop");
  await production.query("shop", "CREATE TABLE canary (note text)");
  await production.query("shop", "CREATE PUBLICATION everything FOR ALL TABLES");
});
afterAll(() => production[Symbol.asyncDispose]());

/** A revision of the fixture that does this in `upgrade`, too. */
async function projectThat(lines: string): Promise<Project> {
  const project = await copyFixture("linear");
  const body = lines.trim().replaceAll(/^/gmu, "    ");
  await project.edit(LAST, "def upgrade() -> None:\n", `def upgrade() -> None:\n${body}\n`);
  return project;
}

/** What production has logged meanwhile. A marker of our own tells that its log has come so far. */
async function heardDuring(work: () => Promise<unknown>): Promise<string> {
  const marked = async (): Promise<number> => {
    const marker = randomUUID();
    await production.query("postgres", `SELECT '${marker}'`);
    await eventually(async () => production.log().includes(marker), "the marker is logged");
    return production.log().indexOf(marker);
  };
  const from = await marked();
  await work();
  const to = await marked();
  return production.log().slice(from, to);
}

/** How often somebody came; the connection of the second marker is our own. */
function visits(log: string): number {
  return (log.match(/connection received/gu) ?? []).length - 1;
}

const url = (): string => {
  const { host, port, user, password } = production.endpoint;
  return `postgresql://${user}:${password}@${host}:${port}/shop`;
};
const conninfo = (): string => {
  const { host, port, user, password } = production.endpoint;
  return `host=${host} port=${port} user=${user} password=${password} dbname=shop`;
};

/** Says the first words of Postgres' protocol: enough to be in the log of the server. */
const startup = (family: string, address: string): string => `
import socket, struct
with socket.socket(socket.${family}) as line:
    line.connect(${address})
    words = b"user\\0tester\\0database\\0shop\\0\\0"
    line.sendall(struct.pack("!ii", len(words) + 8, 196608) + words)
    print(line.recv(1))
`;

/** Ways out of the process of a target; each gives the lines of a revision, and what tells of it by default. */
const WAYS: readonly (readonly [string, () => string, string])[] = [
  [
    PSQL ? "psql in a subprocess" : "a program in a subprocess (there is no psql here)",
    () =>
      PSQL
        ? `import subprocess\nsubprocess.run(["psql", "${url()}", "-c", "INSERT INTO canary VALUES ('psql')"])`
        : another(startup("AF_INET", `("127.0.0.1", ${production.endpoint.port})`)),
    "MF117 line 23",
  ],
  [
    "another Python that opens the Unix socket",
    () => another(startup("AF_UNIX", `"${production.socketFolder}/.s.PGSQL.${production.endpoint.port}"`)),
    "MF117 line 23",
  ],
  [
    "dblink_exec",
    () =>
      `op.execute("CREATE EXTENSION dblink")\nop.execute("SELECT dblink_exec('${conninfo()}', 'INSERT INTO canary VALUES (1)')")`,
    "MX919 line 23 statement:dblink_exec",
  ],
  [
    "CREATE SUBSCRIPTION",
    () =>
      `op.execute("CREATE SUBSCRIPTION s CONNECTION '${conninfo()}' PUBLICATION everything WITH (create_slot = false, enabled = false)")`,
    "MX919 line 22 statement:CREATE SUBSCRIPTION",
  ],
];

/** Findings that tell of a way out, with everything that they say of it. */
function leaving(ran: Ran): string[] {
  const findings = ran.target().findings.filter((one) => /^(?:MF117|MX919)$/u.test(one.code));
  for (const one of findings) {
    expect(one).toMatchObject({ revision: "a30000000000", file: LAST, severity: "warning" });
    expect(one.hint).toContain("`isolation: strict`");
  }
  return findings.map(
    ({ code, line, object }) => `${code} line ${line}${object === null ? "" : ` ${object}`}`,
  );
}

function another(program: string): string {
  return `import subprocess, sys\nsubprocess.run([sys.executable, "-c", ${JSON.stringify(program)}])`;
}

describe.each(WAYS)("a revision that leaves by %s", (_way, lines, finding) => {
  const run = async (isolation: "default" | "strict"): Promise<{ ran: Ran; log: string }> => {
    await using project = await projectThat(lines());
    let ran: Ran | null = null;
    const log = await heardDuring(async () => {
      ran = await project.run({ command: "drift", flags: { isolation } });
    });
    if (ran === null) throw new Error("it did not run");
    return { ran, log };
  };

  it("reaches production by default: the log would tell", async () => {
    const { ran, log } = await run("default");
    expect(visits(log)).toBeGreaterThan(0);
    expect(ran.target().isolation.layers).toEqual(["environment", "sqlalchemy", "drivers"]);
    await using project = await projectThat(lines());
    const files = await project.run({ command: "files" });
    expect([...leaving(ran), ...leaving(files)]).toEqual([finding]);
  });

  it.skipIf(noNetwork !== null)(titleOf("reaches nothing under strict"), async () => {
    const { ran, log } = await run("strict");
    expect(visits(log)).toBe(0);
    expect(log).not.toContain("canary");
    expect(leaving(ran)).toEqual([]);
    expect(ran.target().isolation.layers).toEqual(["environment", "sqlalchemy", "drivers", "network"]);
    expect(JSON.stringify(ran)).not.toContain(production.endpoint.password);
    // What fails because nothing is let out must not be blamed on the revision alone.
    for (const { code, hint, message } of ran.target().findings)
      if (code === "MX905" && /refused|could not/iu.test(message))
        expect(hint).toContain("`isolation: strict` let no connection out");
  });
});

it("env.py that starts a program, and files of the server, are told; files under strict as well", async () => {
  await using project = await projectThat(`op.execute("SELECT pg_read_file('PG_VERSION')")`);
  await project.edit(
    "migrations/env.py",
    "config = context.config",
    "import os\nos.system('true')\nconfig = context.config",
  );
  const told = async (isolation: string): Promise<string[]> =>
    (await project.run({ command: "drift", flags: { isolation } }))
      .target()
      .findings.map(({ code, file, line, object }) => `${code} ${file}:${line} ${object}`);
  const file = `MX919 ${LAST}:22 statement:pg_read_file`;
  expect(await told("default")).toEqual(["MX919 migrations/env.py:9 call:os.system", file]);
  if (noNetwork === null) expect(await told("strict")).toEqual([file]);
});

describe.skipIf(noNetwork !== null)(titleOf("strict isolation"), () => {
  it("changes no answer, and the command of exec is inside too", async () => {
    await using project = await copyFixture("linear");
    const flags = { isolation: "strict" };
    const ran = await project.run({ flags });
    expect(ran.report.exitCode).toBe(0);
    const { port } = production.endpoint;
    const probe = `
import os, socket, psycopg2
with psycopg2.connect(os.environ["MIGRUN_DATABASE_URL"]) as connection, connection.cursor() as cursor:
    cursor.execute("SELECT version_num FROM alembic_version")
    found = cursor.fetchone()[0]
try:
    socket.create_connection(("127.0.0.1", ${port}))
except ConnectionRefusedError:
    open("seen", "w").write(found + " " + os.getcwd())
`;
    const outcome = await project.exec("alembic", [testPython, "-c", probe], { flags });
    expect(outcome).toEqual({ kind: "ended", exitCode: 0 });
    expect(await project.read("seen")).toBe(`a30000000000 ${project.folder}`);
    await expect(project.exec("alembic", [`./${randomUUID()}`], { flags })).rejects.toMatchObject({
      code: "MIGRUN_EXEC_NOT_STARTED",
      exitCode: 2,
    });
  });

  it("refuses a given server, which is outside", async () => {
    await using project = await copyFixture("linear");
    const flags = { isolation: "strict", server: url() };
    await expect(project.run({ flags })).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringContaining("a given one is set for alembic") as string,
    });
    // Files need no server.
    expect((await project.run({ command: "quick", flags })).report.exitCode).toBe(0);
  });
});

it.skipIf(process.platform !== "linux" || process.getuid?.() !== 0)(
  "where the kernel refuses, strict fails and says why; nothing runs without it",
  async () => {
    await using project = await projectThat(`open("ran", "w")`);
    const program = fileURLToPath(new URL("./run-strict.ts", import.meta.url));
    const args = ["--conditions=@migrun/source", "--import", "tsx", program, project.folder];
    // Root without CAP_SYS_ADMIN, as in a container.
    const dropped = ["--bounding-set=-sys_admin", "--inh-caps=-sys_admin", process.execPath, ...args];
    const { stdout } = await promisify(execFile)("setpriv", dropped);
    expect(JSON.parse(stdout)).toMatchObject({
      exitCode: 3,
      message:
        "`isolation: strict` is not possible here: the kernel refused a namespace of its own (Operation not permitted).",
      hint: expect.stringContaining("--cap-add SYS_ADMIN") as string,
    });
    await expect(project.read("ran")).rejects.toThrow("ENOENT");
  },
);
