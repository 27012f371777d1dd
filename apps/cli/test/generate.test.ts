import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { parseArguments } from "../src/program.ts";
import { migrun } from "./rig/migrun.ts";
import { type Container, type Manifest, manifestProblems, parseManifests } from "./rig/kubernetes.ts";
import { createRepository, git } from "./rig/repository.ts";

const IMAGE = "registry.example.org:5000/shop/app:1.4.2";
const CONFIG = `targets:
  users:
    url: \${USERS_DATABASE_URL}
    migrateUrl: \${USERS_DIRECT_URL}
    env: { SOMETHING: else }
  billing:
    url: \${BILLING_DATABASE_URL}
    after: [users]
`;

function containersOf({ spec }: Manifest): readonly Container[] {
  const pod = spec.template.spec;
  return [...(pod.initContainers ?? []), ...pod.containers];
}

function migrunContainers(manifest: Manifest): readonly Container[] {
  return containersOf(manifest).filter(({ name }) => name !== "app");
}

describe("manifests for kubectl", () => {
  let cwd: string;
  let all: readonly Manifest[];
  const job = (name: string): Manifest => all.find(({ metadata }) => metadata.name.startsWith(name))!;

  beforeAll(async () => {
    cwd = await createRepository({
      folders: { ".": "examples/shop" },
      files: { "migrun.config.yaml": CONFIG },
    });
    const args = ["--image", IMAGE, "--namespace", "shop", "--status-page"];
    const { stdout, exitCode } = await migrun(["generate", "k8s", ...args], { cwd });
    expect(exitCode).toBe(0);
    all = parseManifests(stdout);
  });

  test("are what Kubernetes takes, without unknown fields, and nothing is written", async () => {
    expect(all.map(({ kind }) => kind)).toEqual([
      ...Array.from({ length: 4 }, () => ["Job", "Job", "Deployment"]).flat(),
      "Deployment",
      "Service",
    ]);
    expect(all.flatMap(manifestProblems)).toEqual([]);
    expect(all.every(({ metadata }) => metadata.namespace === "shop")).toBe(true);
    expect(await git(cwd, "status", "--short")).toBe("");
    // What the shell of the one who generates has set makes no difference.
    const env = { USERS_DATABASE_URL: "postgresql://h/u", USERS_DIRECT_URL: "" };
    const set = await migrun(["generate", "k8s", "--image", IMAGE, "--namespace", "shop", "--status-page"], {
      cwd,
      env,
    });
    expect(parseManifests(set.stdout)).toEqual(all);
  });

  test("the check of manifests sees what is wrong", () => {
    const [first] = all as [Manifest, ...Manifest[]];
    const broken = { ...first, spec: { ...first.spec, backoffLimit: "3", backofLimit: 3 } };
    expect(manifestProblems(broken as unknown as Manifest).join()).toMatch(
      /backoffLimit.*integer.*\/spec\/backofLimit is unknown/u,
    );
  });

  test("retry what may pass, and nothing that would end the same way", () => {
    const { rules } = job("users-migrate").spec.podFailurePolicy;
    expect(rules[0]).toMatchObject({ action: "Ignore", onPodConditions: [{ type: "DisruptionTarget" }] });
    expect(rules[1]).toMatchObject({
      action: "FailJob",
      onExitCodes: { containerName: "migrate", operator: "In", values: [1, 2, 4, 5, 70] },
    });
    for (const { spec, kind } of all.filter((one) => one.kind === "Job")) {
      expect(kind).toBe("Job");
      expect(spec.template.spec.restartPolicy).toBe("Never");
      expect(spec.podReplacementPolicy).toBe("Failed");
      // The rule names a container that is there.
      const named = spec.podFailurePolicy.rules.flatMap((rule) => rule.onExitCodes?.containerName ?? []);
      const names = spec.template.spec.containers.map(({ name }) => name);
      expect(named.every((name) => names.includes(name))).toBe(true);
    }
  });

  test("Jobs have the image in their names, and Argo CD the order", () => {
    expect(job("users-migrate").metadata.name).toBe("users-migrate-1-4-2");
    const annotations = (name: string) => job(name).metadata.annotations ?? {};
    expect(annotations("users-migrate")).toMatchObject({
      "argocd.argoproj.io/hook": "Sync",
      "argocd.argoproj.io/sync-wave": "-100",
      "argocd.argoproj.io/hook-delete-policy": "BeforeHookCreation",
    });
    expect(annotations("billing-migrate")["argocd.argoproj.io/sync-wave"]).toBe("-99");
    expect(annotations("users-verify")["argocd.argoproj.io/hook"]).toBe("PostSync");
    // Argo CD has to see the end of a Job before it is gone.
    expect(job("users-migrate").spec.ttlSecondsAfterFinished).toBeGreaterThanOrEqual(3600);
  });

  test("time-outs are nested: what migrun gets is less than what kills it", () => {
    for (const manifest of all.filter(({ kind }) => kind === "Job")) {
      const { spec } = manifest;
      for (const { args = [] } of containersOf(manifest)) {
        const after = (flag: string) => (args.includes(flag) ? Number(args[args.indexOf(flag) + 1]) : 0);
        expect(after("--grace")).toBeLessThan(spec.template.spec.terminationGracePeriodSeconds!);
        expect(after("--timeout")).toBeLessThan(spec.activeDeadlineSeconds);
        expect(after("--lock-timeout") + after("--retry-for")).toBeLessThan(spec.activeDeadlineSeconds);
      }
    }
    for (const flag of ["--grace", "--lock-timeout", "--retry-for"])
      expect(containersOf(job("users-migrate"))[0]?.args).toContain(flag);
  });

  test("run as nobody in particular, and write to /tmp alone", () => {
    for (const manifest of all.filter(({ kind }) => kind !== "Service")) {
      for (const container of migrunContainers(manifest)) {
        expect(container.securityContext).toMatchObject({
          runAsNonRoot: true,
          readOnlyRootFilesystem: true,
          allowPrivilegeEscalation: false,
          capabilities: { drop: ["ALL"] },
        });
        expect(container.securityContext["runAsUser"]).toBeGreaterThan(0);
        const [mount] = container.volumeMounts ?? [];
        const volume = manifest.spec.template.spec.volumes.find(({ name }) => name === mount?.name);
        expect(mount?.mountPath).toBe("/tmp");
        expect(volume?.emptyDir).toBeDefined();
        expect(container.env).toContainEqual({ name: "TMPDIR", value: "/tmp" });
      }
    }
  });

  test("URLs come from Secrets; what others need comes first", () => {
    const billing = job("billing-migrate").spec.template.spec;
    const secrets = billing.containers[0]?.env.flatMap((one) => one.valueFrom?.secretKeyRef ?? []);
    expect(secrets).toEqual([{ name: "billing-database", key: "BILLING_DATABASE_URL" }]);
    // The direct way around a pooler is for the Job that migrates alone.
    const keysOf = (name: string) =>
      containersOf(job(name)).map(({ env }) => env.flatMap((one) => one.valueFrom?.secretKeyRef.key ?? []));
    expect(keysOf("users-migrate")).toEqual([["USERS_DATABASE_URL", "USERS_DIRECT_URL"]]);
    expect(keysOf("users-verify").flat()).not.toContain("USERS_DIRECT_URL");
    expect(billing.initContainers?.map(({ args }) => args?.slice(0, 3))).toEqual([
      ["wait", "users", "--at-least-code"],
    ]);
    expect(job("users-migrate").spec.template.spec.initContainers).toBeUndefined();
    const application = all.find(({ kind, metadata }) => kind === "Deployment" && metadata.name === "users")!;
    expect(application.spec.template.spec.initContainers?.[0]?.args?.slice(0, 3)).toEqual([
      "wait",
      "users",
      "--at-least-code",
    ]);
  });

  test("every command line in them is one that this migrun understands", () => {
    const lines = all.filter(({ kind }) => kind !== "Service").flatMap(migrunContainers);
    const verbs = new Set(lines.map(({ args }) => args?.[0] ?? ""));
    expect([...verbs].toSorted()).toEqual(["serve", "upgrade", "verify", "wait"]);
    for (const { command, args = [] } of lines) {
      expect(command).toEqual(["migrun"]);
      expect(parseArguments(args).command.name).toBe(args[0]);
    }
  });
});

describe("generate", () => {
  test("what a target needs that only env.py knows is in the Secret as well", async () => {
    const env = 'import os\nSECRET = os.environ["SECRET_KEY"]\n';
    const cwd = await createRepository({ folders: { "the Orders": "fixtures/linear" } });
    const file = join(cwd, "the Orders", "migrations", "env.py");
    await writeFile(file, env + (await readFile(file, "utf8")));
    const args = ["generate", "k8s", "--image", "shop@sha256:" + "0123456789abcdef".repeat(4)];
    const { stdout, stderr } = await migrun(args, { cwd });
    const [job] = parseManifests(stdout) as [Manifest, ...Manifest[]];
    expect(job.metadata.name).toMatch(/^the-orders-[0-9a-f]{6}-migrate-0123456789ab$/u);
    const keys = containersOf(job)[0]?.env.flatMap((one) => one.valueFrom?.secretKeyRef.key ?? []);
    expect(keys).toEqual(["THE_ORDERS_DATABASE_URL", "SECRET_KEY"]);
    expect(parseManifests(stdout).flatMap(manifestProblems)).toEqual([]);
    expect(stderr).toContain("set url: ${THE_ORDERS_DATABASE_URL} below targets");
  });

  test("writes where it is told, and never over what is there", async () => {
    const cwd = await createRepository({ folders: { linear: "fixtures/linear" } });
    const args = ["generate", "k8s", "--image", IMAGE, "--out", "./deploy/jobs/"];
    const first = await migrun(args, { cwd });
    expect(first.stdout).toBe("wrote deploy/jobs/linear.yaml\n");
    expect((await migrun(args, { cwd })).stdout).toBe("deploy/jobs/linear.yaml is there and the same\n");
    const file = join(cwd, "deploy/jobs/linear.yaml");
    await writeFile(file, (await readFile(file, "utf8")).replace("backoffLimit: 3", "backoffLimit: 9"));
    const again = await migrun([...args, "--status-page"], { cwd });
    expect(again.exitCode).toBe(2);
    expect(again.stdout).toContain("--- a/deploy/jobs/linear.yaml\n+++ b/deploy/jobs/linear.yaml\n");
    expect(again.stdout).toContain("-  backoffLimit: 9\n+  backoffLimit: 3");
    expect(again.stderr).toContain("nothing was written");
    expect(await readdir(join(cwd, "deploy/jobs"))).toEqual(["linear.yaml"]);
    expect(await readFile(file, "utf8")).toContain("backoffLimit: 9");
  });

  test.each([
    [["k9s"], "Did you mean k8s?"],
    [["k8s"], "k8s needs --image"],
    [["k8s", "--image", "not an image"], "no reference of an image"],
    [["k8s", "--image", IMAGE, "--namespace", "No_Such"], "no name of a namespace"],
    [["helm", "--image", IMAGE, "--namespace", "shop"], "helm upgrade --namespace"],
    [["flask", "--image", IMAGE], "takes no --image"],
    [["fastapi"], "Name one: migrun generate fastapi"],
    [["k8s", "nobody", "--image", IMAGE], "nobody"],
  ] as const)("%j is told what is wrong", async (args, words) => {
    const cwd = await createRepository({ folders: { a: "fixtures/linear", b: "fixtures/linear" } });
    const { exitCode, stdout, stderr } = await migrun(["generate", ...args], { cwd });
    expect([exitCode, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(words);
  });

  test("a tag that moves is told", async () => {
    const cwd = await createRepository({ folders: { linear: "fixtures/linear" } });
    const { stderr } = await migrun(["generate", "k8s", "--image", "shop:latest"], { cwd });
    expect(stderr).toContain("Give a tag that stays, or a digest");
  });
});
