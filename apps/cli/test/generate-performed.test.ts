import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ensureEnvironment } from "../../../scripts/python-environments.ts";
import { type Container, type Manifest, parseManifests } from "./rig/kubernetes.ts";
import { type LiveServer, startLiveServer } from "./rig/live-server.ts";
import { type EndedRun, migrun, type RunningMigrun, startMigrun, temporaryFolder } from "./rig/migrun.ts";
import { createRepository, git } from "./rig/repository.ts";

const CONFIG = `targets:
  users: { url: "\${USERS_DATABASE_URL}", record: true }
  billing: { url: "\${BILLING_DATABASE_URL}", record: true, after: [users] }
`;

/**
 * Plays the manifests without a cluster: each container runs its command line with the environment that the manifest
 * gives it, values of Secrets included, and nothing else.
 */
describe("the manifests, played on live databases", () => {
  let live: LiveServer;
  let cwd: string;
  let manifests: readonly Manifest[];
  let secrets: Readonly<Record<string, string>>;
  let python: string;

  beforeAll(async () => {
    live = await startLiveServer();
    ({ python } = await ensureEnvironment("shop"));
    cwd = await createRepository({
      folders: { ".": "examples/shop" },
      files: { "migrun.config.yaml": CONFIG },
    });
    secrets = {
      "users-database/USERS_DATABASE_URL": await live.database("users"),
      "billing-database/BILLING_DATABASE_URL": await live.database("billing"),
    };
    const { stdout } = await migrun(["generate", "k8s", "users", "billing", "--image", "shop:1"], { cwd });
    manifests = parseManifests(stdout);
  });
  afterAll(async () => await live?.[Symbol.asyncDispose]());

  async function start(container: Container): Promise<RunningMigrun> {
    const given = container.env.map(({ name, value, valueFrom }) => {
      const key = valueFrom?.secretKeyRef;
      return [name, value ?? secrets[`${key?.name}/${key?.key}`] ?? ""] as const;
    });
    // Each pod has a /tmp of its own.
    const tmp = await temporaryFolder();
    const env = Object.fromEntries(given.map(([name, value]) => [name, value === "/tmp" ? tmp : value]));
    return await startMigrun(container.args ?? [], { cwd, env: { ...env, MIGRUN_PYTHON: python } });
  }

  async function play(container: Container): Promise<EndedRun> {
    return await (
      await start(container)
    ).ended;
  }

  function podOf(kind: string, name: string) {
    const found = manifests.find((one) => one.kind === kind && one.metadata.name.startsWith(name));
    return found!.spec.template.spec;
  }

  test("one Job migrates, the others and the pods wait for it, and it is proved", async () => {
    const billing = podOf("Job", "billing-migrate");
    const users = podOf("Job", "users-migrate");
    // Everything is applied at once, and the Job of `users` comes last.
    const waiting = [
      await start(billing.initContainers![0]!),
      await start(podOf("Deployment", "users").initContainers![0]!),
      await start(podOf("Job", "users-verify").initContainers![0]!),
    ];
    await Promise.all(waiting.map((one) => one.heard("users")));
    const migrated = await play(users.containers[0]!);
    expect(migrated.exitCode, migrated.stderr).toBe(0);
    expect(JSON.parse(migrated.stdout)).toMatchObject({ ok: true, exitCode: 0 });
    for (const one of waiting) expect((await one.ended).exitCode).toBe(0);

    // The Job of a second pod, or of the same release again, finds nothing to do.
    const again = await play(users.containers[0]!);
    expect(again.exitCode).toBe(0);
    const after = await play(billing.containers[0]!);
    expect(after.exitCode, after.stderr).toBe(0);
    for (const name of ["users", "billing"]) {
      const verified = await play(podOf("Job", `${name}-verify`).containers[0]!);
      expect(verified.exitCode, verified.stderr).toBe(0);
    }
    expect(await git(cwd, "status", "--short")).toBe("");
  });

  test("a database that does not answer ends the Job with the code that is tried again", async () => {
    const [container] = podOf("Job", "users-migrate").containers;
    const before = secrets;
    secrets = { ...secrets, "users-database/USERS_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/users" };
    const { exitCode } = await play({
      ...container!,
      args: container!.args!.map((word, at, all) => (all[at - 1] === "--retry-for" ? "1" : word)),
    });
    secrets = before;
    expect(exitCode).toBe(3);
  });
});
