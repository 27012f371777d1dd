import type { CheckId } from "../findings/finding.ts";
import type { CheckReport, TargetReport } from "../report/report.ts";

/** Everything that can happen while a run goes on; progress renderers read these and nothing else. */
export type RunEvent =
  | { readonly kind: "run-started"; readonly targets: readonly string[]; readonly jobs: number }
  /** A slow thing of the whole run: `starting Postgres 17.10`, `copying the server binaries`. */
  | { readonly kind: "run-note"; readonly message: string }
  | { readonly kind: "target-started"; readonly target: string }
  | { readonly kind: "check-started"; readonly target: string; readonly check: CheckId }
  /** A revision begins inside a check: progress within `upgrade` and `roundtrip`. */
  | {
      readonly kind: "revision";
      readonly target: string;
      readonly check: CheckId;
      readonly revision: string;
      readonly done: number;
      readonly total: number;
    }
  | { readonly kind: "check-ended"; readonly target: string; readonly check: CheckReport }
  /** A line that env.py or a revision printed: untrusted, shown only with `-v`. */
  | {
      readonly kind: "output";
      readonly target: string;
      readonly stream: "stdout" | "stderr";
      readonly text: string;
    }
  | { readonly kind: "target-ended"; readonly target: string; readonly report: TargetReport }
  | { readonly kind: "run-ended" };
