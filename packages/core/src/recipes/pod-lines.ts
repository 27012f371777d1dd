import { indent } from "../init/yaml-text.ts";
import { waitCommand } from "./deploy-commands.ts";
import type { Placement } from "./placement.ts";
import type { RecipeTarget } from "./recipe.ts";

/** One container of a pod. */
export interface ContainerPlan {
  readonly name: string;
  /** Arguments of migrun. */
  readonly command: readonly string[];
  readonly targets: readonly RecipeTarget[];
  /** Does env.py run in it, so that it needs the variables that env.py reads besides the URL? */
  readonly runsPython: boolean;
}

/** The container as an item of a list. */
export function containerLines(plan: ContainerPlan, placement: Placement): readonly string[] {
  return [
    `- name: ${plan.name}`,
    `  image: ${placement.image}`,
    "  # Both are named, so that an ENTRYPOINT of the image has no say.",
    "  command: [migrun]",
    `  args: [${plan.command.map(placement.text).join(", ")}]`,
    "  env:",
    ...indent(environmentLines(plan, placement), 4),
    "  resources:",
    "    requests:",
    plan.runsPython ? "      cpu: 100m" : "      cpu: 50m",
    plan.runsPython ? "      memory: 256Mi" : "      memory: 96Mi",
    "    # No limit of CPU: a throttled migration holds its locks for longer.",
    "    limits:",
    plan.runsPython ? "      memory: 512Mi" : "      memory: 256Mi",
    "  # All of it here and not in the pod, so that the container can move into a pod of yours as it is.",
    "  securityContext:",
    "    runAsNonRoot: true",
    "    # A number: by a name (USER app in the image) the kubelet cannot tell that it is not root, and refuses.",
    `    runAsUser: ${placement.runAsUser}`,
    "    seccompProfile:",
    "      type: RuntimeDefault",
    "    allowPrivilegeEscalation: false",
    "    capabilities:",
    "      drop: [ALL]",
    "    # migrun writes to TMPDIR alone.",
    "    readOnlyRootFilesystem: true",
    "  volumeMounts:",
    "    - name: migrun-tmp",
    "      mountPath: /tmp",
  ];
}

function environmentLines(plan: ContainerPlan, placement: Placement): readonly string[] {
  const own = [
    "- name: TMPDIR",
    "  value: /tmp",
    "# The user may have no entry in /etc/passwd; its home would be / then, which is read-only.",
    "- name: HOME",
    "  value: /tmp",
  ];
  const secrets = plan.targets.flatMap((target) => [
    ...fromSecret(target.urlVariable, target, placement),
    ...(plan.runsPython
      ? target.variables.flatMap((variable) => fromSecret(variable, target, placement))
      : []),
  ]);
  return ["# From a Secret: arguments and manifests are seen by many.", ...secrets, ...own];
}

function fromSecret(variable: string, target: RecipeTarget, { secret, text }: Placement): readonly string[] {
  return [
    `- name: ${text(variable)}`,
    "  valueFrom:",
    "    secretKeyRef:",
    `      name: ${secret(target)}`,
    `      key: ${text(variable)}`,
  ];
}

/** The container that holds a pod back until the database of a target has what this image needs. */
export function waitContainer(target: RecipeTarget, placement: Placement, name = "wait"): readonly string[] {
  return [
    "# Waits until the database has at least what this image needs. A database that is ahead passes: after a",
    "# rollback old pods must be able to start again.",
    ...containerLines(
      { name, command: waitCommand(target.name), targets: [target], runsPython: false },
      placement,
    ),
  ];
}

/** What the spec of a pod begins with that is migrun's alone. */
export function podLines({ podExtras }: Placement): readonly string[] {
  return [
    ...podExtras,
    "# Nothing in it talks to Kubernetes; the default account of the namespace is enough.",
    "automountServiceAccountToken: false",
    "# Variables of Services, such as POSTGRES_PORT, would be settings to some env.py.",
    "enableServiceLinks: false",
  ];
}

/** Where the containers may write. */
export const VOLUME_LINES: readonly string[] = [
  "volumes:",
  "  - name: migrun-tmp",
  "    emptyDir:",
  "      sizeLimit: 256Mi",
];
