import { type LockHolder, type UpgradeProblem } from "@migrun/core";
import type { WireError } from "../bridge/wire.ts";
import { connectHint } from "./connect-hint.ts";
import type { LiveAnswer, LiveStop } from "./live-protocol.ts";

const NOWHERE = {
  revision: null,
  file: null,
  line: null,
  statement: null,
  sqlState: null,
  holders: [],
} as const;

/** What to do about each end that migrun itself decided on. */
const HINTS: Readonly<Record<LiveStop, string>> = {
  "lock-busy":
    "Nothing was changed. Run it again when the holder is done; `migrun lock status` shows it, `migrun lock release --pid PID` ends its session.",
  "lock-lost":
    "Look at the server's log for why it closed the connection, then run the command again: it goes on where this one ended.",
  "wrong-database":
    "Nothing was changed. Let `url` (or `migrateUrl`) and env.py's own URL name the same database, or leave `url` out: the lock is taken where env.py connects then.",
  "wrong-host": "Nothing was changed. Correct the URL, or --expect-host.",
  "wrong-target":
    "Nothing was changed. Correct --to: a revision of this history, `heads`, `base`, or a count from one of them such as `head-1`.",
  pooler:
    "Nothing was changed. Give the direct way to the server as `migrateUrl` of the target; `url` may go on to lead through the pooler.",
  driver: "Install psycopg2, psycopg, asyncpg or pg8000 beside Alembic, or name one in the URL.",
  dialect:
    "Nothing was changed. Only PostgreSQL has the lock that a deploy needs: run `alembic upgrade head` for this target where one process alone does it, and name the others here. `migrun all` checks it all the same.",
  "no-lock":
    "Nothing was changed. Give the live database as `url` of the target: env.py's engine has a creator or a pool of its own, so that migrun cannot see how to connect.",
  downgrade: "Nothing was changed. Add --allow-downgrade if this is what you want.",
  "several-heads":
    "Nothing was changed. Join them (`migrun merge`, `migrun rebase`), declare them as `heads` of the target if they stand side by side on purpose, or say which: --to REVISION, or --to heads for all of them.",
  ahead: "Nothing was changed, and nothing is to do: an older image meets a newer database.",
  "unknown-revision":
    "Nothing was changed. Deploy code that has the revision. With `record: true`, migrun can tell a database that is ahead from one that is foreign.",
  stopped: "Run it again: it goes on where this one ended.",
};

/** Why migrun went no further. */
export function stopProblem(answer: LiveAnswer & { readonly reason: LiveStop }): UpgradeProblem {
  const { details, reason } = answer;
  const what =
    details.lost !== undefined
      ? `. These revisions would be taken back: ${details.lost.join(", ")}`
      : details.unknown !== undefined
        ? `: ${details.unknown.join(", ")}`
        : details.heads !== undefined
          ? `: ${details.heads.join(", ")}`
          : "";
  const holders = details.holders ?? [];
  return {
    ...NOWHERE,
    kind: reason,
    message: `${answer.message ?? reason}${what}${holders.length > 0 ? ` by ${holders.map(describeHolder).join("; ")}` : ""}.`,
    hint: HINTS[reason],
    holders,
  };
}

/** `pid 812, migrun/users/1f2e/lock, from 10.0.0.7, for 12 s`. */
export function describeHolder(holder: LockHolder): string {
  const name = holder.application === "" ? "no application name" : holder.application;
  return `pid ${holder.pid} (${name}) from ${holder.client}, there for ${Math.round(holder.seconds)} s`;
}

/** What a revision, env.py or the server raised. */
export function raisedProblem(
  error: WireError,
  seen: Pick<LiveAnswer, "blockers" | "disconnected" | "pause" | "settings">,
  show: (path: string) => string,
): UpgradeProblem {
  const at = error.frames.at(-1) ?? null;
  const { blockers } = seen;
  const isBlocked = error.sqlState === "55P03" && blockers.length > 0;
  const idle = wasIdle(error, seen)
    ? `\nThe session had been idle in its transaction${seen.pause === null ? "" : ` for ${seen.pause} s`}: ${IDLE} is ${seen.settings[IDLE] ?? "shorter"}.`
    : "";
  const blocked = isBlocked ? `\nIn the way: ${blockers.map(describeHolder).join("; ")}.` : "";
  return {
    kind: error.kind,
    message: `${error.message}${blocked}${idle}`,
    hint: hintFor(error, seen),
    revision: error.revision,
    file: at === null ? null : show(at.file),
    line: at === null ? null : at.line,
    statement: error.statement,
    sqlState: error.sqlState,
    holders: isBlocked ? blockers : [],
  };
}

const IDLE = "idle_in_transaction_session_timeout";

function wasIdle(error: WireError, seen: Pick<LiveAnswer, "disconnected" | "pause">): boolean {
  return error.sqlState === "25P03" || (seen.pause !== null && isLost(error, seen));
}

function isLost(error: WireError, { disconnected }: Pick<LiveAnswer, "disconnected">): boolean {
  return disconnected || /^(?:08|57P0)/u.test(error.sqlState ?? "");
}

function hintFor(error: WireError, seen: Pick<LiveAnswer, "disconnected" | "pause">): string {
  if (error.kind === "settings")
    return `Set ${error.variables.join(", ")} where the deploy runs, or in \`env\` of the target.`;
  if (error.sqlState === "55P03")
    return "Another session holds a lock on the table. Run it again when that is done, or with a longer --retry-for.";
  if (error.sqlState === "25006")
    return "env.py or a revision writes where only looking is allowed: --dry-run cannot show this target.";
  if (wasIdle(error, seen))
    return `The server ended the session for it. migrun sets 60 s where nobody chose anything: choose a longer time or 0 for the role (ALTER ROLE … SET ${IDLE} = '30min') or in the URL (?options=-c%20${IDLE}%3D30min), or let the revision do its long work before its first statement. Then run the command again.`;
  if (error.revision !== null && isLost(error, seen))
    return "The connection broke, or the server ended it: the revision need not be wrong. Look at the server's log for why, then run the command again; revisions that are committed are not run a second time.";
  if (error.revision !== null && /^42(?:701|710|P0[67])$/u.test(error.sqlState ?? ""))
    return "It is there already: an earlier run may have committed a part of this revision (its report said UNKNOWN), or somebody made it by hand. Take that away, or let the revision meet it (IF NOT EXISTS), then run the command again.";
  if (error.revision !== null)
    return "Mend the revision and run the command again; revisions that are committed are not run a second time.";
  const hint = connectHint(error);
  if (hint !== null) return hint;
  if (/^(?:Syntax|Indentation|Tab)Error$/u.test(error.exception ?? ""))
    return "Mend the file at that line; nothing was begun.";
  if (error.kind === "import")
    return "Install what is missing beside Alembic, or name the right interpreter: `python` of the target, or MIGRUN_PYTHON.";
  return "Run Alembic's `current` with the same environment to see the whole message.";
}

/** A sentence of our own. */
export function plainProblem(kind: string, message: string, hint: string): UpgradeProblem {
  return { ...NOWHERE, kind, message, hint };
}
