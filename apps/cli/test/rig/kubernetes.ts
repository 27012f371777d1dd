import { validate as deployment } from "kubernetes-models/_schemas/IoK8sApiAppsV1Deployment";
import { validate as job } from "kubernetes-models/_schemas/IoK8sApiBatchV1Job";
import { validate as secret } from "kubernetes-models/_schemas/IoK8sApiCoreV1Secret";
import { validate as service } from "kubernetes-models/_schemas/IoK8sApiCoreV1Service";
import { parseAllDocuments } from "yaml";

/** A manifest, as far as tests look into it. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly stringData?: Readonly<Record<string, string>>;
  readonly spec: JobSpec;
}

/** What tests read of a Job; a Deployment has the template alone. */
export interface JobSpec {
  readonly backoffLimit: number;
  readonly activeDeadlineSeconds: number;
  readonly ttlSecondsAfterFinished: number;
  readonly podReplacementPolicy: string;
  readonly podFailurePolicy: { readonly rules: readonly FailureRule[] };
  readonly template: { readonly metadata: Manifest["metadata"]; readonly spec: PodSpec };
}

interface FailureRule {
  readonly action: string;
  readonly onPodConditions?: readonly { readonly type: string }[];
  readonly onExitCodes?: {
    readonly containerName: string;
    readonly operator: string;
    readonly values: readonly number[];
  };
}

interface PodSpec {
  readonly restartPolicy?: string;
  readonly terminationGracePeriodSeconds?: number;
  readonly initContainers?: readonly Container[];
  readonly containers: readonly Container[];
  readonly volumes: readonly { readonly name: string; readonly emptyDir?: object }[];
}

/** A container of a pod. */
export interface Container {
  readonly name: string;
  readonly image: string;
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  readonly env: readonly {
    readonly name: string;
    readonly value?: string;
    readonly valueFrom?: { readonly secretKeyRef: { readonly name: string; readonly key: string } };
  }[];
  readonly securityContext: Readonly<Record<string, unknown>>;
  readonly volumeMounts?: readonly { readonly name: string; readonly mountPath: string }[];
}

interface Validate {
  (value: unknown): boolean;
  readonly errors?: readonly unknown[] | null;
}

const SCHEMAS: Readonly<Record<string, Validate>> = {
  "apps/v1 Deployment": deployment as Validate,
  "batch/v1 Job": job as Validate,
  "v1 Secret": secret as Validate,
  "v1 Service": service as Validate,
};

/** The documents of a stream; a syntax error or a warning of YAML throws. */
export function parseManifests(text: string): readonly Manifest[] {
  return parseAllDocuments(text).flatMap((document) => {
    const [problem] = [...document.errors, ...document.warnings];
    if (problem !== undefined) throw problem;
    const value: unknown = document.toJS();
    return value === null ? [] : [value as Manifest];
  });
}

/** What is wrong with a manifest by the schema of its kind: wrong, missing and unknown fields. */
export function manifestProblems(manifest: Manifest): readonly string[] {
  const kind = `${manifest.apiVersion} ${manifest.kind}`;
  const validate = SCHEMAS[kind];
  if (validate === undefined) return [`no schema for ${kind}`];
  const asked = new Set<string>();
  const isValid = validate(watched(manifest, "", asked));
  const wrong = isValid ? [] : (validate.errors ?? []).map((error) => JSON.stringify(error));
  const unknown = pathsOf(manifest, "").filter((path) => !asked.has(path));
  return [...wrong, ...unknown.map((path) => `${path} is unknown`)];
}

/** The compiled schemas let unknown fields pass; a field that they never ask for is one. */
function watched(value: unknown, path: string, asked: Set<string>): unknown {
  if (typeof value !== "object" || value === null) return value;
  return new Proxy(value, {
    get: (target, key) => {
      const inner: unknown = Reflect.get(target, key);
      if (typeof key === "symbol" || !Object.hasOwn(target, key)) return inner;
      asked.add(`${path}/${key}`);
      return watched(inner, `${path}/${key}`, asked);
    },
  });
}

function pathsOf(value: unknown, path: string): readonly string[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [
    `${path}/${key}`,
    ...pathsOf(inner, `${path}/${key}`),
  ]);
}
