import { findReplicas } from "../replicas.ts";
import type { Replicas } from "../replicas.ts";
import { startingCode } from "../starting-code.ts";
import { startingContainers } from "../starting-containers.ts";
import type { Detector, DoctorInput, Mistake } from "../repository.ts";

/** A place where the start of an application runs the migrations. */
export interface StartupPlace {
  readonly file: string;
  readonly line: number;
  /** `create_app()`, `the container's command`. */
  readonly what: string;
  /** In the application's own code: each worker of a server runs it. */
  readonly inside: boolean;
}

/** Somebody has thought of it: only one at a time gets through. */
const LOCK =
  /advisory_(?:xact_)?lock|\bFileLock\b|\bfilelock\b|\bredis_lock\b|\.lock\(|LeaderElection|select_for_update/u;

/** Migrations that start with the application. An error where several of it are known to start together. */
export const migratedAtStartup: Detector = (input) => {
  const places = [...startingCode(input), ...startingContainers(input.repository)];
  if (places.length === 0 || isLocked(input, places)) return [];
  const replicas = findReplicas(input.repository);
  return places.map((place) => mistakeOf(place, replicas.find((one) => concerns(one, place)) ?? null));
};

function isLocked({ repository, subjects }: DoctorInput, places: readonly StartupPlace[]): boolean {
  const texts = [
    ...subjects.map(({ envText }) => envText ?? ""),
    ...places.map(({ file }) => repository.read(file) ?? ""),
  ];
  return texts.some((text) => LOCK.test(text));
}

function mistakeOf({ file, line, what }: StartupPlace, replicas: Replicas | null): Mistake {
  const several =
    replicas === null
      ? ""
      : `, and several start at once (${replicas.what}, ${replicas.file}:${replicas.line})`;
  const why = replicas === null ? " Good for one; two that start together would run the same revision." : "";
  return {
    code: "MX924",
    ...(replicas === null ? { severity: "notice" as const } : {}),
    message: `${what} runs the migrations${several}.${why}`,
    hint: "Migrate once per deploy, before the application starts: a Job, a release command or a step of the pipeline that runs `alembic upgrade heads`; let the application only check the version.",
    object: `startup:${what.replaceAll(/[^\w.]+/gu, "-").replaceAll(/^-|-$/gu, "")}`,
    file,
    line,
  };
}

/** Folders that hold how everything is deployed, not one service. */
const DEPLOYMENT =
  /^(?:\.\.\/)*(?:deploy(?:ment)?s?|k8s|kubernetes|infra(?:structure)?|helm|charts?|manifests|ops|docker|\.github|ci|config|terraform)(?:\/|$)/u;

/** In a repository with several services, replicas of one say nothing of another. */
function concerns(replicas: Replicas, place: StartupPlace): boolean {
  if (replicas.inside && !place.inside) return false;
  const [one, other] = [topOf(replicas.file), topOf(place.file)];
  if (one === "" || other === "" || one === other) return sameService(replicas.file, place.file);
  return DEPLOYMENT.test(replicas.file);
}

/** `services/users/…` and `services/orders/…` are two services. */
function sameService(one: string, other: string): boolean {
  const grouped = /^(?:services|apps|packages|projects|backend-services)\/([^/]+)\//u;
  const [left, right] = [grouped.exec(one)?.[1], grouped.exec(other)?.[1]];
  return left === undefined || right === undefined || left === right;
}

function topOf(file: string): string {
  return file.includes("/") ? (file.split("/")[0] ?? "") : "";
}
