import { execFile } from "node:child_process";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { beforeAll, describe, expect, test } from "vitest";
import { parseArguments } from "../src/program.ts";
import { findHelm } from "./rig/helm.ts";
import { type Manifest, manifestProblems, parseManifests } from "./rig/kubernetes.ts";
import { migrun } from "./rig/migrun.ts";
import { createRepository } from "./rig/repository.ts";

const run = promisify(execFile);
const { helm, why } = await findHelm();

const CONFIG = `targets:
  users: { url: "\${USERS_DATABASE_URL}" }
  billing: { url: "\${BILLING_DATABASE_URL}", after: [users] }
`;
const IMAGE = "registry.example.org/shop:1.4.2";
const HOOK = "helm.sh/hook";

async function makeChart(): Promise<string> {
  const cwd = await createRepository({
    folders: { ".": "examples/shop" },
    files: { "migrun.config.yaml": CONFIG },
  });
  const out = ["--out", "charts/app/charts/migrations"];
  const { exitCode, stderr } = await migrun(
    ["generate", "helm", "users", "billing", "--image", IMAGE, ...out],
    { cwd },
  );
  expect(exitCode, stderr).toBe(0);
  return join(cwd, "charts/app/charts/migrations");
}

test("on stdout each file of the chart comes with its path", async () => {
  const cwd = await createRepository({ folders: { linear: "fixtures/linear" } });
  const { stdout } = await migrun(["generate", "helm", "--image", IMAGE], { cwd });
  expect(stdout.match(/^# ==> .* <==$/gmu)).toEqual(
    [
      "Chart.yaml",
      "values.yaml",
      ".helmignore",
      "templates/_helpers.tpl",
      "templates/NOTES.txt",
      "templates/linear.yaml",
      "templates/migration-status.yaml",
    ].map((path) => `# ==> ${path} <==`),
  );
});

describe.skipIf(helm === null)(`the chart, by helm ${why}`.trim(), () => {
  let chart: string;
  beforeAll(async () => {
    chart = await makeChart();
  });

  async function render(...sets: readonly string[]): Promise<readonly Manifest[]> {
    const args = ["template", "shop", chart, "--namespace", "live", ...sets.flatMap((one) => ["--set", one])];
    return parseManifests((await run(helm!, args)).stdout);
  }

  const hookOf = ({ metadata }: Manifest): string => metadata.annotations?.[HOOK] ?? "";
  const weightOf = ({ metadata }: Manifest): number => Number(metadata.annotations?.["helm.sh/hook-weight"]);
  const named = (all: readonly Manifest[], begin: string): Manifest =>
    all.find(({ metadata }) => metadata.name.startsWith(begin))!;

  test("passes helm lint, and renders what Kubernetes takes", async () => {
    const { stdout } = await run(helm!, ["lint", "--strict", chart]);
    expect(stdout).toContain("0 chart(s) failed");
    const all = await render("statusPage=true", "targets.users.secretData.USERS_DATABASE_URL=postgresql://x");
    expect(all.map(({ kind }) => kind).toSorted()).toEqual([
      "Deployment",
      ...Array.from({ length: 4 }, () => "Job"),
      "Secret",
      "Service",
    ]);
    expect(all.flatMap(manifestProblems)).toEqual([]);
    expect(all.every(({ metadata }) => metadata.name.length <= 63)).toBe(true);
    for (const { spec } of all.filter(({ kind }) => kind === "Job")) {
      const pod = spec.template.spec;
      for (const { args = [] } of [...(pod.initContainers ?? []), ...pod.containers]) {
        expect(parseArguments(args).command.name).toBe(args[0]);
      }
    }
  });

  test("migrates before the release and verifies after it, in order, and not on rollback", async () => {
    const all = await render();
    expect(hookOf(named(all, "shop-users-migrate"))).toBe("pre-install,pre-upgrade");
    expect(hookOf(named(all, "shop-users-verify"))).toBe("post-install,post-upgrade");
    expect(weightOf(named(all, "shop-users-migrate"))).toBeLessThan(
      weightOf(named(all, "shop-billing-migrate")),
    );
    expect(all.map(hookOf).join()).not.toContain("rollback");
    // A number instead of a text is refused by Helm when it installs, not before.
    const weights = all.map(({ metadata }) => typeof metadata.annotations?.["helm.sh/hook-weight"]);
    expect([...new Set(weights)]).toEqual(["string"]);
    expect(all[0]?.metadata.annotations?.["helm.sh/hook-delete-policy"]).toBe(
      "before-hook-creation,hook-succeeded",
    );
  });

  test("a Secret of the chart is there before the Jobs, in each of their phases, and stays for the pods", async () => {
    const all = await render("targets.users.secretData.USERS_DATABASE_URL=postgresql://x");
    const secret = named(all, "users-database");
    expect(secret.stringData).toEqual({ USERS_DATABASE_URL: "postgresql://x" });
    for (const phase of ["pre-install", "pre-upgrade", "pre-rollback"])
      expect(hookOf(secret)).toContain(phase);
    expect(weightOf(secret)).toBeLessThan(weightOf(named(all, "shop-users-migrate")));
    expect(secret.metadata.annotations?.["helm.sh/hook-delete-policy"]).toBe("before-hook-creation");
  });

  test("a database of the same chart is migrated after the install", async () => {
    const all = await render("databaseInChart=true");
    expect(hookOf(named(all, "shop-users-migrate"))).toBe("post-install,pre-upgrade");
    expect(weightOf(named(all, "shop-users-migrate"))).toBeLessThan(
      weightOf(named(all, "shop-users-verify")),
    );
  });

  test("another image makes other Jobs", async () => {
    const name = async (image: string) =>
      named(await render(`image=${image}`), "shop-users-migrate").metadata.name;
    expect(await name("shop:1")).toBe(await name("shop:1"));
    expect(await name("shop:1")).not.toBe(await name("shop:2"));
  });

  test("the deadline follows Helm's time-out and stays below it; one that is too short is refused", async () => {
    const [first] = await render("helmTimeoutSeconds=900");
    expect(first!.spec.activeDeadlineSeconds).toBe(750);
    const grace = first!.spec.template.spec.terminationGracePeriodSeconds!;
    expect(first!.spec.activeDeadlineSeconds + grace).toBeLessThan(900);
    await expect(render("helmTimeoutSeconds=600")).rejects.toThrow("helmTimeoutSeconds is too short");
    await expect(render("image=")).rejects.toThrow("the application with migrun in it");
  });

  test("can be turned off by a parent chart, whole or by target", async () => {
    expect(await render("enabled=false")).toEqual([]);
    const all = await render("targets.billing.enabled=false", "verify=false");
    expect(all.map(({ metadata }) => metadata.name.replace(/-\w+$/u, ""))).toEqual(["shop-users-migrate"]);
  });

  test("gives the pods of a parent chart their init container", async () => {
    const app = join(chart, "..", "..");
    await mkdir(join(app, "templates"), { recursive: true });
    const values = '(dict "Values" .Values.migrations "Release" .Release)';
    await writeFile(join(app, "Chart.yaml"), "apiVersion: v2\nname: app\nversion: 0.1.0\n");
    await writeFile(
      join(app, "templates/app.yaml"),
      `apiVersion: apps/v1
kind: Deployment
metadata: { name: app }
spec:
  selector: { matchLabels: { app: app } }
  template:
    metadata: { labels: { app: app } }
    spec:
      initContainers:
        {{- include "migrations.wait.users" ${values} | nindent 8 }}
      containers:
        - { name: app, image: "shop:1" }
      volumes:
        {{- include "migrations.volumes" . | nindent 8 }}
`,
    );
    const { stdout } = await run(helm!, ["template", "shop", app]);
    const deployment = parseManifests(stdout).find(({ kind }) => kind === "Deployment")!;
    expect(manifestProblems(deployment)).toEqual([]);
    const [wait] = deployment.spec.template.spec.initContainers ?? [];
    expect(wait?.image).toBe(IMAGE);
    expect(wait?.args?.slice(0, 3)).toEqual(["wait", "users", "--at-least-code"]);
    expect(deployment.spec.template.spec.volumes.map(({ name }) => name)).toEqual(
      wait?.volumeMounts?.map(({ name }) => name),
    );
  });

  test("the notes say what no manifest can cure", async () => {
    const notes = await readFile(join(chart, "templates/NOTES.txt"), "utf8");
    for (const words of ["--timeout", "--atomic", "pending-upgrade", "no part of the release"])
      expect(notes).toContain(words);
  });
});
