import {
  CODE_REGISTRY,
  errorFinding,
  finishFindings,
  type Finding,
  type ExitCode,
  type MigrunError,
  type TargetProblem,
} from "@migrun/core";
import type { RunGround } from "../run/prepare-run.ts";
import { unreadableDrafts } from "../run/problem-drafts.ts";
import { NO_PYTHON } from "../run/no-python.ts";
import { serverError } from "../server/server-problem.ts";
import type { DiagnosedTarget } from "./diagnose-target.ts";

/** What stops a run, with the exit code that it means. */
export interface DoctorProblem {
  readonly finding: Finding;
  readonly exitCode: ExitCode;
}

/** Everything that problems come from. */
export interface ProblemSources {
  readonly ground: RunGround;
  /** What is wrong with migrun's own configuration, and what it asks for and cannot be had. */
  readonly errors: readonly MigrunError[];
  readonly diagnosed: readonly DiagnosedTarget[];
  readonly unreadable: readonly TargetProblem[];
  /** That there is neither a target nor a config that should be one; null: there is. */
  readonly none: MigrunError | null;
}

/** All that stops a run: configuration first, then settings, Python and servers. The same words are said once. */
export function problemsOf(sources: ProblemSources): readonly DoctorProblem[] {
  const { ground, errors, diagnosed, unreadable, none } = sources;
  const problems = [
    ...errors.map(ofError),
    ...(none === null ? [] : [ofError(none)]),
    ...finished(unreadableDrafts({ problems: unreadable, show: ground.show })),
    ...finished(diagnosed.flatMap((target) => [...target.unreadable, ...missingSettings(target)])),
    ...diagnosed.flatMap(({ python }) =>
      python === null
        ? []
        : [{ finding: errorFinding({ ...python, code: NO_PYTHON }), exitCode: 3 as const }],
    ),
    ...diagnosed.flatMap(({ server }) => (server === null ? [] : [ofError(serverError(server))])),
  ];
  const seen = new Set<string>();
  return problems.filter(({ finding }) => {
    const key = `${finding.code}\0${finding.message}\0${finding.hint ?? ""}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/** All names in one go, as a run would say them (MX913). */
function missingSettings({ diagnosis, subject }: DiagnosedTarget) {
  const missing = diagnosis.required.filter((one) => one.given === null);
  const [first] = missing;
  if (first === undefined) return [];
  const names = missing.map(({ name }) => name);
  return [
    {
      code: "MX913",
      message: `${diagnosis.name}: env.py needs ${names.join(", ")}, and nobody gives ${names.length === 1 ? "it" : "them"}.`,
      hint: `Run \`migrun doctor --fix\`: it writes ${names.length === 1 ? "it" : "them"} into targets.${diagnosis.name}.env with placeholders; or set ${names.length === 1 ? "it" : "them"} in the environment.`,
      object: `target:${diagnosis.name}`,
      file: first.file ?? subject.envFile,
      line: first.line,
    },
  ];
}

function finished(drafts: Parameters<typeof finishFindings>[0]): readonly DoctorProblem[] {
  const options = { target: null, registry: CODE_REGISTRY, rules: {}, ignores: [], today: "0000-00-00" };
  return finishFindings(drafts, options).findings.map((finding) => ({ finding, exitCode: 2 }));
}

function ofError(error: MigrunError): DoctorProblem {
  const message = [error.message, ...error.details].join("\n");
  return {
    finding: errorFinding({ code: error.code, message, hint: error.hint }),
    exitCode: error.exitCode,
  };
}
