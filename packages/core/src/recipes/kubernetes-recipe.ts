import { indent, yamlText } from "../init/yaml-text.ts";
import { DEADLINE_SECONDS } from "./deploy-commands.ts";
import { commentOnce } from "./comment-once.ts";
import { migrateJob, verifyJob } from "./job-lines.ts";
import { imageWord, kubernetesName } from "./kubernetes-names.ts";
import type { JobPurpose, Placement } from "./placement.ts";
import { VOLUME_LINES, waitContainer } from "./pod-lines.ts";
import { depthOf, targetsBefore } from "./target-order.ts";
import type { RecipeFile, RecipeTarget } from "./recipe.ts";
import { statusPageLines } from "./status-page.ts";

/** What the manifests are made for. */
export interface KubernetesPlan {
  readonly image: string;
  /** Null: that of kubectl. */
  readonly namespace: string | null;
  readonly statusPage: boolean;
}

/** The user of the image that docs/guide/docker.md makes. */
export const RUN_AS_USER = 10001;

/** Plain manifests: one file per target, and one for the status page. */
export function kubernetesFiles(
  targets: readonly RecipeTarget[],
  plan: KubernetesPlan,
): readonly RecipeFile[] {
  const placement = plainPlacement(targets, plan);
  return [
    ...targets.map((target) => ({
      path: `${kubernetesName(target.name)}.yaml`,
      text: manifest([
        [
          `# Target ${yamlText(target.name)}: kubectl apply -f this file.`,
          ...needs(target, plan),
          ...migrateJob(target, targetsBefore(target, targets), placement),
        ],
        verifyJob(target, placement),
        application(target, plan, placement),
      ]),
    })),
    ...(plan.statusPage
      ? [
          {
            path: "migration-status.yaml",
            text: manifest(
              statusPageLines(targets, {
                placement,
                metadata: plainMetadata("migration-status", plan.namespace),
              }),
            ),
          },
        ]
      : []),
  ];
}

function manifest(documents: readonly (readonly string[])[]): string {
  const lines = documents.flatMap((document, index) => [...(index === 0 ? [] : ["---"]), ...document]);
  return `${commentOnce(lines).join("\n")}\n`;
}

function needs(target: RecipeTarget, { namespace }: KubernetesPlan): readonly string[] {
  const where = namespace === null ? "" : ` --namespace ${namespace}`;
  const others = target.variables.map((name) => ` --from-literal=${name}=...`).join("");
  const url = `--from-literal=${target.urlVariable}=postgresql://...`;
  return [`# It needs: kubectl create secret generic ${secretName(target)}${where} ${url}${others}`];
}

function secretName(target: RecipeTarget): string {
  return `${kubernetesName(target.name)}-database`;
}

function plainMetadata(name: string, namespace: string | null): readonly string[] {
  return [`name: ${name}`, ...(namespace === null ? [] : [`namespace: ${namespace}`])];
}

function plainPlacement(targets: readonly RecipeTarget[], plan: KubernetesPlan): Placement {
  const word = imageWord(plan.image);
  const jobMetadata = (purpose: JobPurpose, target: RecipeTarget): readonly string[] => [
    "# With the image in its name: the pod template of a Job cannot change, so each release has Jobs of its own.",
    ...plainMetadata(`${kubernetesName(target.name)}-${purpose}-${word}`, plan.namespace),
    "labels:",
    `  app.kubernetes.io/name: ${kubernetesName(target.name)}-${purpose}`,
    "annotations:",
    ...indent(argoAnnotations(purpose, depthOf(target, targets)), 2),
  ];
  return {
    image: yamlText(plan.image),
    text: yamlText,
    runAsUser: String(RUN_AS_USER),
    deadlineSeconds: String(DEADLINE_SECONDS),
    secret: secretName,
    jobMetadata,
    podExtras: [],
  };
}

/** Lowest wave of a migration: room for targets that wait for others, all before wave 0. */
const FIRST_WAVE = -100;

function argoAnnotations(purpose: JobPurpose, depth: number): readonly string[] {
  if (purpose === "verify") {
    return [
      "# Argo CD: after everything is in sync and healthy.",
      "argocd.argoproj.io/hook: PostSync",
      "argocd.argoproj.io/hook-delete-policy: BeforeHookCreation",
    ];
  }
  return [
    "# Argo CD: Sync and not PreSync, which comes before every Secret and ConfigMap of the application. The wave puts",
    "# it before the pods (0); what it needs itself has to have a lower one.",
    "argocd.argoproj.io/hook: Sync",
    `argocd.argoproj.io/sync-wave: "${FIRST_WAVE + depth}"`,
    "# Not HookSucceeded or HookFailed: the logs stay until the next sync.",
    "argocd.argoproj.io/hook-delete-policy: BeforeHookCreation",
  ];
}

/** The application itself, as far as migrations go. */
function application(target: RecipeTarget, plan: KubernetesPlan, placement: Placement): readonly string[] {
  const name = kubernetesName(target.name);
  return [
    "# The application. Take initContainers and the volume into the Deployment that you have. No pod migrates by itself:",
    "# probes would kill it, its siblings would do the same, and the application would need the rights of an owner.",
    "apiVersion: apps/v1",
    "kind: Deployment",
    "metadata:",
    ...indent(plainMetadata(name, plan.namespace), 2),
    "spec:",
    "  selector:",
    "    matchLabels:",
    `      app.kubernetes.io/name: ${name}`,
    "  template:",
    "    metadata:",
    "      labels:",
    `        app.kubernetes.io/name: ${name}`,
    "    spec:",
    "      initContainers:",
    ...indent(waitContainer(target, placement), 8),
    "      containers:",
    "        - name: app",
    `          image: ${placement.image}`,
    "          env:",
    `            - name: ${yamlText(target.urlVariable)}`,
    "              valueFrom:",
    "                secretKeyRef:",
    `                  name: ${secretName(target)}`,
    `                  key: ${yamlText(target.urlVariable)}`,
    ...indent(VOLUME_LINES, 6),
  ];
}
