import { LEAST_DEADLINE_SECONDS } from "./deploy-commands.ts";

/** The named templates that Jobs share. */
export const HELM_HELPERS = `{{- /* The name of the release and of the thing, within the 63 characters that Kubernetes allows. */}}
{{- define "migrations.fullName" -}}
{{- printf "%s-%s" (index . 0).Release.Name (index . 1) | trunc 63 | trimSuffix "-" }}
{{- end }}

{{- /* A hash of the image at the end: a release with another image has Jobs of its own. */}}
{{- define "migrations.jobName" -}}
{{- $root := index . 0 }}
{{- printf "%s-%s-%s" (trunc 20 $root.Release.Name | trimSuffix "-") (index . 1) ($root.Values.image | sha256sum | trunc 8) }}
{{- end }}

{{- define "migrations.labels" -}}
app.kubernetes.io/name: migrations
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end }}

{{- /* A database that the same chart makes does not exist before it is installed. */}}
{{- define "migrations.hook" -}}
{{- if .Values.databaseInChart }}post-install,pre-upgrade{{ else }}pre-install,pre-upgrade{{ end }}
{{- end }}

{{- /* Time-outs are nested: the Job ends, with its 120 seconds after SIGTERM, before Helm gives up. */}}
{{- define "migrations.deadline" -}}
{{- $seconds := sub (int64 .Values.helmTimeoutSeconds) 150 }}
{{- if lt $seconds ${LEAST_DEADLINE_SECONDS} }}
{{- fail "helmTimeoutSeconds is too short: a Job may wait for the lock and try again for ${LEAST_DEADLINE_SECONDS} seconds, and needs 150 to start and to end" }}
{{- end }}
{{- $seconds }}
{{- end }}
`;

/** What `helm package` leaves out. */
export const HELM_IGNORE = `.git/
*.tgz
*.tmp
`;

/** What `helm install` and `helm upgrade` print at the end. */
export const HELM_NOTES = `The databases are migrated.

- Give --timeout {{ .Values.helmTimeoutSeconds }}s to every helm install and helm upgrade: Helm waits 5 minutes for each hook by
  default, and the Jobs may work for {{ include "migrations.deadline" . }} seconds.
- --atomic (Helm 4: --rollback-on-failure) and helm rollback bring manifests back, never a schema. The pods of before
  meet the newer schema; \`migrun wait --at-least-code\` lets them pass where upgrade keeps a record (record: true).
- A Helm that was killed leaves the release in pending-upgrade ("another operation is in progress"):
  helm rollback {{ .Release.Name }} -n {{ .Release.Namespace }}
- Hooks are no part of the release. After helm uninstall these are left:
  kubectl delete job,secret -n {{ .Release.Namespace }} -l app.kubernetes.io/name=migrations,app.kubernetes.io/instance={{ .Release.Name }}
`;
