import { indent } from "../init/yaml-text.ts";
import { migrateCommand, TERMINATION_SECONDS, verifyCommand } from "./deploy-commands.ts";
import type { JobPurpose, Placement } from "./placement.ts";
import { containerLines, podLines, VOLUME_LINES, waitContainer } from "./pod-lines.ts";
import { kubernetesName } from "./kubernetes-names.ts";
import type { RecipeTarget } from "./recipe.ts";

/** The Job that upgrades a target. `before`: targets whose databases have to be there first. */
export function migrateJob(
  target: RecipeTarget,
  before: readonly RecipeTarget[],
  placement: Placement,
): readonly string[] {
  return [
    ...header("migrate", target, placement),
    "  # Tries after the first. Only what may pass by itself is tried again: exit 3 (no server), 6 (lock busy), a killed pod.",
    "  backoffLimit: 3",
    ...limits(placement),
    "  podFailurePolicy:",
    "    rules:",
    "      # Evicted, drained or preempted: not its fault, and no try is used up. First, because the first match counts.",
    "      - action: Ignore",
    "        onPodConditions:",
    "          - type: DisruptionTarget",
    '            status: "True"',
    "      # 1, 2: settings or findings; 4: failed and rolled back; 5: part-way, a person has to look; 70: a bug.",
    "      # The same try would end the same way.",
    "      - action: FailJob",
    "        onExitCodes:",
    "          containerName: migrate",
    "          operator: In",
    "          values: [1, 2, 4, 5, 70]",
    ...podTemplate("migrate", target, placement),
    ...(before.length === 0
      ? []
      : [
          "      initContainers:",
          "        # `after` of the configuration: Jobs start at once, in no order of their own.",
          ...indent(
            before.flatMap((one) => waitContainer(one, placement, `wait-${kubernetesName(one.name)}`)),
            8,
          ),
        ]),
    "      containers:",
    ...indent(
      containerLines(
        { name: "migrate", command: migrateCommand(target.name), targets: [target], runsPython: true },
        placement,
      ),
      8,
    ),
    ...indent(VOLUME_LINES, 6),
  ];
}

/** The Job that looks at the database of a target after its upgrade. */
export function verifyJob(target: RecipeTarget, placement: Placement): readonly string[] {
  return [
    ...header("verify", target, placement),
    "  backoffLimit: 3",
    ...limits(placement),
    "  podFailurePolicy:",
    "    rules:",
    "      - action: Ignore",
    "        onPodConditions:",
    "          - type: DisruptionTarget",
    '            status: "True"',
    "      # What was found stays: a look later finds it again.",
    "      - action: FailJob",
    "        onExitCodes:",
    "          containerName: verify",
    "          operator: In",
    "          values: [1, 2, 70]",
    ...podTemplate("verify", target, placement),
    "      initContainers:",
    "        # kubectl starts this Job beside the one that migrates.",
    ...indent(waitContainer(target, placement), 8),
    "      containers:",
    ...indent(
      containerLines(
        { name: "verify", command: verifyCommand(target.name), targets: [target], runsPython: false },
        placement,
      ),
      8,
    ),
    ...indent(VOLUME_LINES, 6),
  ];
}

function header(purpose: JobPurpose, target: RecipeTarget, placement: Placement): readonly string[] {
  return [
    "apiVersion: batch/v1",
    "kind: Job",
    "metadata:",
    ...indent(placement.jobMetadata(purpose, target), 2),
    "spec:",
  ];
}

function limits({ deadlineSeconds }: Placement): readonly string[] {
  return [
    "  # Ends the Job for good, whatever backoffLimit says. It has to hold the wait for the lock, all retries and the work.",
    `  activeDeadlineSeconds: ${deadlineSeconds}`,
    "  # A day for its logs. A short time takes the Job away before Argo CD has seen it end, and the sync hangs.",
    "  ttlSecondsAfterFinished: 86400",
    "  # No second pod while the first still ends. Kubernetes may start two all the same: migrun's lock is what counts.",
    "  podReplacementPolicy: Failed",
  ];
}

function podTemplate(purpose: JobPurpose, target: RecipeTarget, placement: Placement): readonly string[] {
  return [
    "  template:",
    "    metadata:",
    "      labels:",
    `        app.kubernetes.io/name: ${kubernetesName(target.name)}-${purpose}`,
    "      annotations:",
    "        # Autoscalers leave it where it is.",
    '        cluster-autoscaler.kubernetes.io/safe-to-evict: "false"',
    '        karpenter.sh/do-not-disrupt: "true"',
    "    spec:",
    "      # Each try is a pod of its own with its own log; podFailurePolicy takes nothing else.",
    "      restartPolicy: Never",
    "      # After SIGTERM a revision at work may end within --grace, else it is cancelled and rolled back. SIGKILL comes after this.",
    `      terminationGracePeriodSeconds: ${TERMINATION_SECONDS}`,
    ...indent(podLines(placement), 6),
  ];
}
