import { indent, yamlText } from "../init/yaml-text.ts";
import { commentOnce } from "./comment-once.ts";
import { HELM_HELPERS, HELM_IGNORE, HELM_NOTES } from "./helm-texts.ts";
import { type HelmPlan, helmValues } from "./helm-values.ts";
import { migrateJob, verifyJob } from "./job-lines.ts";
import { kubernetesName } from "./kubernetes-names.ts";
import type { JobPurpose, Placement } from "./placement.ts";
import { VOLUME_LINES, waitContainer } from "./pod-lines.ts";
import { depthOf, targetsBefore } from "./target-order.ts";
import type { RecipeFile, RecipeTarget } from "./recipe.ts";
import { statusPageLines } from "./status-page.ts";

/** A chart called `migrations`, to be installed by itself or as a dependency of the application's chart. */
export function helmFiles(targets: readonly RecipeTarget[], plan: HelmPlan): readonly RecipeFile[] {
  const placement = chartPlacement(targets);
  return [
    { path: "Chart.yaml", text: CHART },
    { path: "values.yaml", text: helmValues(targets, plan) },
    { path: ".helmignore", text: HELM_IGNORE },
    { path: "templates/_helpers.tpl", text: HELM_HELPERS + containerDefinitions(targets, placement) },
    { path: "templates/NOTES.txt", text: HELM_NOTES },
    ...targets.map((target) => ({
      path: `templates/${kubernetesName(target.name)}.yaml`,
      text: targetTemplate(target, targets, placement),
    })),
    { path: "templates/migration-status.yaml", text: statusTemplate(targets, placement) },
  ];
}

const CHART = `apiVersion: v2
name: migrations
description: Database migrations by migrun, before the pods of a release
type: application
version: 0.1.0
`;

function targetTemplate(
  target: RecipeTarget,
  targets: readonly RecipeTarget[],
  placement: Placement,
): string {
  const values = `(index .Values.targets ${goText(target.name)})`;
  const lines = [
    `{{- if and .Values.enabled ${values}.enabled }}`,
    `{{- if ${values}.secretData }}`,
    ...secretLines(target, values),
    "---",
    "{{- end }}",
    ...migrateJob(target, targetsBefore(target, targets), placement),
    "{{- if .Values.verify }}",
    "---",
    ...verifyJob(target, placement),
    "{{- end }}",
    "{{- end }}",
    "",
  ];
  return commentOnce(lines).join("\n");
}

function secretLines(target: RecipeTarget, values: string): readonly string[] {
  return [
    "apiVersion: v1",
    "kind: Secret",
    "metadata:",
    `  name: ${secretName(target)}`,
    '  labels: {{- include "migrations.labels" . | nindent 4 }}',
    "  annotations:",
    "    # A hook of lower weight than the Jobs: on install nothing of the release exists yet when they start, and on upgrade",
    "    # they would see the Secret of the release before. A rollback gets that one back.",
    '    "helm.sh/hook": pre-install,pre-upgrade,pre-rollback',
    '    "helm.sh/hook-weight": "-100"',
    "    # Not hook-succeeded: the pods of the application need it after the hooks.",
    '    "helm.sh/hook-delete-policy": before-hook-creation',
    "type: Opaque",
    `stringData: {{- toYaml ${values}.secretData | nindent 2 }}`,
  ];
}

function statusTemplate(targets: readonly RecipeTarget[], placement: Placement): string {
  const metadata = [
    'name: {{ include "migrations.fullName" (list . "migration-status") }}',
    "namespace: {{ .Release.Namespace }}",
  ];
  const documents = statusPageLines(targets, { placement, metadata });
  return `{{- if .Values.statusPage }}\n${documents.map((lines) => lines.join("\n")).join("\n---\n")}\n{{- end }}\n`;
}

/** Named templates for the chart of the application. */
function containerDefinitions(targets: readonly RecipeTarget[], placement: Placement): string {
  const own = targets.map((target) => {
    const name = kubernetesName(target.name);
    return [
      `{{- /* initContainers of an application's Deployment: {{- include "migrations.wait.${name}" (dict "Values" .Values.migrations "Release" .Release) | nindent 8 }} */}}`,
      `{{- define "migrations.wait.${name}" -}}`,
      ...waitContainer(target, placement, `wait-${name}`),
      "{{- end }}",
    ].join("\n");
  });
  const volumes = [
    '{{- /* The volume of these containers: {{- include "migrations.volumes" . | nindent 8 }} below volumes. */}}',
    '{{- define "migrations.volumes" -}}',
    ...VOLUME_LINES.slice(1).map((line) => line.slice(2)),
    "{{- end }}",
  ].join("\n");
  return `\n${[...own, volumes].join("\n\n")}\n`;
}

function secretName(target: RecipeTarget): string {
  return `{{ (index .Values.targets ${goText(target.name)}).secretName }}`;
}

/** Lowest weight of a migration: room for targets that wait for others. */
const FIRST_WEIGHT = -50;

function chartPlacement(targets: readonly RecipeTarget[]): Placement {
  const jobMetadata = (purpose: JobPurpose, target: RecipeTarget): readonly string[] => [
    "# With the image in its name: the pod template of a Job cannot change, so each release has Jobs of its own.",
    `name: {{ include "migrations.jobName" (list . "${kubernetesName(target.name)}-${purpose}") }}`,
    "namespace: {{ .Release.Namespace }}",
    'labels: {{- include "migrations.labels" . | nindent 4 }}',
    "annotations:",
    ...indent(hookAnnotations(purpose, depthOf(target, targets)), 2),
  ];
  return {
    image: '{{ required "image: the application with migrun in it" .Values.image | quote }}',
    // What is no action must not look like one.
    text: (value) => yamlText(value).replaceAll("{{", '{{ "{{" }}'),
    runAsUser: "{{ int64 .Values.runAsUser }}",
    deadlineSeconds: '{{ include "migrations.deadline" . }}',
    secret: secretName,
    jobMetadata,
    podExtras: [
      "{{- with .Values.imagePullSecrets }}",
      "imagePullSecrets: {{- toYaml . | nindent 8 }}",
      "{{- end }}",
    ],
  };
}

function hookAnnotations(purpose: JobPurpose, depth: number): readonly string[] {
  const kept = [
    "# A Job that succeeded goes; one that failed keeps its logs until the next try.",
    '"helm.sh/hook-delete-policy": before-hook-creation,hook-succeeded',
    "# Helm 4 prints them.",
    '"helm.sh/hook-output-log-policy": hook-failed',
  ];
  if (purpose === "verify") {
    return [
      "# After everything else. Argo CD: PostSync.",
      '"helm.sh/hook": post-install,post-upgrade',
      '"helm.sh/hook-weight": "50"',
      ...kept,
    ];
  }
  return [
    "# Before everything of the release but other hooks. Not on rollback: that brings back old pods, never an old schema.",
    "# Argo CD: PreSync, at each sync; a second run finds nothing to do.",
    '"helm.sh/hook": {{ include "migrations.hook" . }}',
    "# A text, or Helm refuses it. Targets that wait for others come after them.",
    `"helm.sh/hook-weight": "${FIRST_WEIGHT + depth}"`,
    ...kept,
  ];
}

/** A text inside of an action of a template. */
function goText(text: string): string {
  return JSON.stringify(text);
}
