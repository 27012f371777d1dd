import { indent } from "../init/yaml-text.ts";
import { serveCommand, STATUS_PORT } from "./deploy-commands.ts";
import type { Placement } from "./placement.ts";
import { containerLines, podLines, VOLUME_LINES } from "./pod-lines.ts";
import type { RecipeTarget } from "./recipe.ts";

/** A Deployment of `migrun serve` and its Service, as two documents. */
export function statusPageLines(
  targets: readonly RecipeTarget[],
  { placement, metadata }: { readonly placement: Placement; readonly metadata: readonly string[] },
): readonly (readonly string[])[] {
  const labels = ["app.kubernetes.io/name: migration-status"];
  const command = serveCommand(targets.map(({ name }) => name));
  return [
    [
      "# /migration_status, /metrics and a page for people: the state word for everybody, details behind a token.",
      "apiVersion: apps/v1",
      "kind: Deployment",
      "metadata:",
      ...indent(metadata, 2),
      "spec:",
      "  selector:",
      "    matchLabels:",
      ...indent(labels, 6),
      "  template:",
      "    metadata:",
      "      labels:",
      ...indent(labels, 8),
      "    spec:",
      ...indent(podLines(placement), 6),
      "      containers:",
      ...indent(containerLines({ name: "serve", command, targets, runsPython: false }, placement), 8),
      "          ports:",
      "            - name: http",
      `              containerPort: ${STATUS_PORT}`,
      "          # Not /migration_status: a database that is behind or away is no reason to start this again.",
      "          livenessProbe:",
      "            httpGet:",
      "              path: /healthz",
      "              port: http",
      "          readinessProbe:",
      "            httpGet:",
      "              path: /healthz",
      "              port: http",
      ...indent(VOLUME_LINES, 6),
    ],
    [
      "apiVersion: v1",
      "kind: Service",
      "metadata:",
      ...indent(metadata, 2),
      "spec:",
      "  selector:",
      ...indent(labels, 4),
      "  ports:",
      "    - name: http",
      "      port: 80",
      "      targetPort: http",
    ],
  ];
}
