import { isCompose, isYaml } from "./file-kinds.ts";
import { baseName } from "../targets/paths.ts";
import { readCommands } from "./scripts/read-commands.ts";
import type { Repository, YamlNode } from "./repository.ts";
import { yamlGet, yamlValue } from "./repository.ts";

/** A place that says that several of an application run at once. */
export interface Replicas {
  readonly file: string;
  readonly line: number;
  /** `replicas: 3`, `gunicorn --workers 4`. */
  readonly what: string;
  /** Several processes of one container: they share its entry point, and each runs the application's own start-up. */
  readonly inside: boolean;
}

/** Every such place of a repository: Kubernetes, Helm, Compose, Fly, and servers with several workers. */
export function findReplicas(repository: Repository): readonly Replicas[] {
  const declared = repository.files.filter(isYaml).flatMap((file) => replicasIn(repository, file));
  return [...declared, ...flyMachines(repository), ...workers(repository)];
}

function replicasIn(repository: Repository, file: string): readonly Replicas[] {
  const text = repository.read(file) ?? "";
  if (!/replica|scale/iu.test(text)) return [];
  const isValues = /^values[\w.-]*\.ya?ml$/u.test(baseName(file));
  return repository.yaml(file).flatMap((document) => {
    if (isCompose(file)) return composeReplicas(document, file);
    if (isValues)
      return numbers(document, file, [["replicaCount"], ["replicas"], ["autoscaling", "minReplicas"]]);
    const kind = yamlValue(yamlGet(document, "kind"));
    if (kind === "HorizontalPodAutoscaler") return numbers(document, file, [["spec", "maxReplicas"]]);
    if (kind === "Deployment" || kind === "StatefulSet" || kind === "Rollout") {
      return numbers(document, file, [["spec", "replicas"]]);
    }
    return [];
  });
}

function composeReplicas(document: YamlNode, file: string): readonly Replicas[] {
  const services = yamlGet(document, "services");
  if (services?.kind !== "map") return [];
  return services.entries.flatMap(({ value }) => numbers(value, file, [["deploy", "replicas"], ["scale"]]));
}

function numbers(node: YamlNode, file: string, paths: readonly (readonly string[])[]): readonly Replicas[] {
  return paths.flatMap((path) => {
    const found = yamlGet(node, ...path);
    const value = yamlValue(found);
    if (found === null || typeof value !== "number" || value < 2) return [];
    return [{ file, line: found.line, what: `${path.at(-1) ?? ""}: ${value}`, inside: false }];
  });
}

function flyMachines(repository: Repository): readonly Replicas[] {
  return repository.files
    .filter((file) => /^fly[\w.-]*\.toml$/u.test(baseName(file)))
    .flatMap((file) => {
      const lines = (repository.read(file) ?? "").split("\n");
      return lines.flatMap((line, index) => {
        const count = Number(/^\s*min_machines_running\s*=\s*(\d+)/u.exec(line)?.[1] ?? 0);
        return count < 2 ? [] : [{ file, line: index + 1, what: line.trim(), inside: false }];
      });
    });
}

const WORKERS =
  /\b(gunicorn|uvicorn|hypercorn|granian|fastapi\s+run|daphne)\b.*?(?:--workers[\s=]+|-w[\s=]?)["']?(\d+)/u;

function workers(repository: Repository): readonly Replicas[] {
  return readCommands(repository).flatMap(({ file, line, text }) => {
    const [, server = "", count = ""] = WORKERS.exec(text) ?? [];
    // One process loads the application before it makes the others.
    if (Number(count) < 2 || text.includes("--preload")) return [];
    return [{ file, line, what: `${server} with ${count} workers`, inside: true }];
  });
}
