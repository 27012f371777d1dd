import type { Finding } from "../findings/finding.ts";
import type { Report } from "../report/report.ts";

/** The JSON Schema that every document names; it ships as `schemas/doctor.v1.json` of the package. */
export const DIAGNOSIS_SCHEMA = "urn:migrun:schemas/doctor.v1.json";

/** What `migrun doctor` knows of a repository. Public (doctor.v1.json): keys are never absent, unknown is null. */
export interface Diagnosis {
  readonly $schema: string;
  readonly schemaVersion: 1;
  readonly ok: boolean;
  readonly exitCode: number;
  readonly versions: Report["versions"];
  readonly repository: SurroundingFacts;
  readonly isolation: IsolationFacts;
  readonly summary: DiagnosisSummary;
  /** What stops a run: configuration (exit 2) and infrastructure (exit 3). */
  readonly problems: readonly Finding[];
  readonly targets: readonly TargetDiagnosis[];
  /** Config files and sections that look like Alembic's and are no targets. */
  readonly passedOver: readonly PassedOverFact[];
  /** The classic mistakes; accepted ones carry their suppression. */
  readonly mistakes: readonly Finding[];
  /** What `--fix` did; null without it. */
  readonly fix: FixFacts | null;
  /** The one command to run next. */
  readonly next: { readonly command: string; readonly why: string };
}

/** What surrounds the targets. Paths are relative to the working directory. */
export interface SurroundingFacts {
  /** Root of the git repository; null outside of one. */
  readonly root: string | null;
  /** What revisions are compared with; `reason` says why there is none. */
  readonly base: {
    readonly ref: string | null;
    readonly commit: string | null;
    readonly reason: string | null;
  };
  /** Files of migrun's own configuration, the main one first. */
  readonly config: readonly string[];
  readonly ci: readonly { readonly system: string; readonly file: string }[];
}

/** The layers that keep checks away from other databases. */
export interface IsolationFacts {
  readonly layers: readonly string[];
  /** Can `isolation: strict` work here? Null: it was not tried. */
  readonly strict: { readonly available: boolean | null; readonly reason: string | null };
}

/** Counts; mistakes that are accepted do not count. */
export interface DiagnosisSummary {
  readonly targets: number;
  readonly passedOver: number;
  readonly problems: number;
  readonly mistakes: { readonly error: number; readonly warning: number; readonly notice: number };
}

/** A config or section that is no target. */
export interface PassedOverFact {
  readonly file: string;
  readonly section: string | null;
  readonly reason: string;
}

/** Everything known of one target before it runs. */
export interface TargetDiagnosis {
  readonly name: string;
  readonly config: string;
  readonly section: string;
  readonly scriptLocation: string;
  /** Where Alembic runs, and how that was found. */
  readonly cwd: { readonly path: string; readonly from: string };
  readonly history: HistoryFacts;
  readonly database: DatabaseFacts;
  /** Variables without which env.py or its settings fail. */
  readonly required: readonly VariableFact[];
  readonly versionTable: {
    readonly name: string;
    readonly schema: string | null;
    readonly from: string;
  } | null;
  readonly python: PythonFact;
  readonly server: ServerFact;
}

/** The revisions of a target, by its files alone. */
export interface HistoryFacts {
  readonly revisions: number;
  readonly heads: readonly string[];
  /** How many heads are declared, or which labels; null: nothing, so exactly one. */
  readonly declared: number | readonly string[] | null;
  /** Files whose header only Python can tell. */
  readonly needsPython: number;
}

/** Where a target's database comes from. */
export interface DatabaseFacts {
  /** `sqlalchemy.url` without its password; null where there is none. */
  readonly url: string | null;
  /** Variables that lead to the isolated database. */
  readonly variables: readonly VariableFact[];
}

/** One variable and where it was found. */
export interface VariableFact {
  readonly name: string;
  /** What reads it: `os.environ`, `Settings.secret_key`; `configuration` where that names it. */
  readonly from: string;
  readonly file: string | null;
  readonly line: number | null;
  /** Who gives it a value: `migrun` (the isolated database), `configuration`, an envFile, `environment`, `.env`; null: nobody. */
  readonly given: string | null;
}

/** The interpreter of a target, and what was tried before. */
export interface PythonFact {
  readonly found: boolean;
  readonly path: string | null;
  /** How it came into question: `project environment`, `uv`, `PATH`. */
  readonly source: string | null;
  readonly version: string | null;
  readonly alembic: string | null;
  readonly sqlalchemy: string | null;
  readonly drivers: readonly { readonly name: string; readonly version: string }[];
  readonly tried: readonly { readonly path: string; readonly source: string; readonly reason: string }[];
}

/** The server that isolated databases would be made on. Nothing is started to find out. */
export interface ServerFact {
  readonly kind: "embedded" | "given" | "none";
  readonly version: string | null;
  /** Can it be used as it is? */
  readonly ready: boolean;
  /** In words: `prepared`, `is prepared at the first run`, `superuser`, `may create databases`. */
  readonly state: string;
}

/** What `--fix` wrote, and what it left to people. */
export interface FixFacts {
  readonly written: readonly { readonly file: string; readonly created: boolean; readonly diff: string }[];
  /** Reason in words where a file was left alone. */
  readonly left: string | null;
}
