import type { CheckId, FindingDraft, RunCode } from "@migrun/core";
import { assertNever } from "@migrun/core";
import type { BridgeError } from "../bridge/protocol.ts";
import { missingExtension } from "./extension-findings.ts";
import { missingSettings, settingsAdvice, settingsMessage } from "./missing-settings.ts";
import { serverAdvice } from "./server-advice.ts";
import { INTERRUPTED, type CheckContext, type CheckOutcome } from "./check-context.ts";

/** Longest statement that a finding quotes; the rest is in the SQL preview. */
const QUOTED = 600;

/** What a check knows of a failure beyond the failure itself. */
export interface FailureNote {
  /** Begins the message: `On the way up again`. */
  readonly when: string;
  /** Takes the place of the usual advice. */
  readonly advice: string;
}

/** What went wrong while a check asked Python for something, as the outcome of that check. */
export function failureOutcome(
  error: BridgeError,
  check: CheckId,
  context: CheckContext,
  note: FailureNote | null = null,
): CheckOutcome {
  if (error.kind === "cancelled") return { kind: "error", reason: INTERRUPTED, drafts: [] };
  if (error.kind === "internal") {
    return {
      kind: "error",
      reason: `a bug in migrun's Python side: ${error.exception}: ${error.message}`,
      drafts: [],
    };
  }
  const draft = failureDraft(error, context, note);
  return { kind: "done", data: {}, drafts: [{ ...draft, check }] };
}

/** The finding for a failed request: which revision, where, what the server or Python said, what to do. */
function failureDraft(error: BridgeError, context: CheckContext, note: FailureNote | null): FindingDraft {
  const missing = missingSettings(error, context);
  const code = missing.length > 0 ? "MX913" : codeOf(error);
  const at = placeOf(error, context);
  return {
    code,
    revision: error.revision,
    file: at.file === null ? null : context.show(at.file),
    line: at.line,
    object: code === "MX912" ? `extension:${missingExtension(error.message) ?? "?"}` : null,
    message: `${note === null ? "" : `${note.when}: `}${missing.length > 0 ? settingsMessage(missing, context) : messageOf(code, error, context)}`,
    hint:
      missing.length > 0
        ? settingsAdvice(missing, context)
        : hintOf(note?.advice ?? advice(code, error, context), error, context),
  };
}

function codeOf(error: BridgeError): RunCode {
  switch (error.kind) {
    case "timed-out":
      return "MX909";
    case "exited":
    case "process-ended":
      return "MX915";
    case "isolation":
      return "MX914";
    case "settings":
      return "MX913";
    case "database":
    case "raised":
    case "alembic":
    case "import":
    case "not-run":
    case "not-rerunnable":
    case "cancelled":
    case "internal":
      if (missingExtension(error.message) !== null) return "MX912";
      return error.direction === "downgrade" ? "MX906" : "MX905";
    default:
      return assertNever(error.kind);
  }
}

/** Where a failure happened: the innermost line of the revision at work, else of the user's own files. Absolute path. */
export function placeOf(
  error: BridgeError,
  context: CheckContext,
): { readonly file: string | null; readonly line: number | null } {
  const revisionFile = context.history.fileOf(error.revision);
  const inRevision = error.frames.findLast((frame) => frame.file === revisionFile);
  const frame = inRevision ?? error.frames.at(-1);
  if (frame !== undefined) return { file: frame.file, line: frame.line };
  if (error.revision === null) {
    // Alembic's own words about a history or a config say where; everything else happened in env.py.
    return error.kind === "alembic" ? { file: null, line: null } : { file: context.history.envFile, line: 1 };
  }
  const last = error.statements.findLast((one) => one.revision === error.revision && one.file !== null);
  if (last !== undefined) return { file: last.file, line: last.line };
  return context.history.placeOf(error.revision, error.direction ?? "upgrade") ?? { file: null, line: null };
}

function messageOf(code: RunCode, error: BridgeError, context: CheckContext): string {
  const who =
    error.revision === null ? "env.py" : `The ${error.direction ?? "upgrade"} of revision ${error.revision}`;
  const said = error.message === "" ? (error.exception ?? "no message") : error.message;
  switch (code) {
    case "MX909":
      return `${who} did not end within ${context.request.timeoutMs / 1000} s and was stopped.`;
    case "MX912":
      return `${who} needs the extension "${missingExtension(error.message)}", which this Postgres does not have.`;
    case "MX914":
      return `${who} asked for a connection that cannot be given its own database: ${said}`;
    case "MX915":
      return error.kind === "exited"
        ? `${who} ended Python with ${said} before the work was done.`
        : `${who} did not come to its end: ${said.charAt(0).toLowerCase()}${said.slice(1)}.`;
    default:
      return error.kind === "not-run"
        ? "env.py ended without calling context.run_migrations(): no revision ran."
        : `${who} failed${error.revision === null && code === "MX906" ? " on the way down" : ""}: ${said}`;
  }
}

/** What a driver, Postgres or the system says where a network has no way out. */
const NO_WAY_OUT =
  /connection refused|network is unreachable|no route to host|could not (?:connect|establish)|could not translate host name|name or service not known|temporary failure in name resolution/iu;

function hintOf(first: string, error: BridgeError, context: CheckContext): string | null {
  const parts = [first];
  if (context.isCutOff && NO_WAY_OUT.test(error.message))
    parts.unshift(
      "`isolation: strict` let no connection out: nothing beyond the databases of this run can be reached. If this is where it went, keep what it connects to out of revisions and env.py, or check this target without strict.",
    );
  if (error.statement !== null) parts.push(`The statement was:\n${indent(shorten(error.statement))}`);
  else if (error.frames.length > 0) parts.push(`Python's way there:\n${indent(framesText(error, context))}`);
  return parts.filter((part) => part !== "").join("\n") || null;
}

function advice(code: RunCode, error: BridgeError, context: CheckContext): string {
  const name = context.target.name;
  const ofServer = code === "MX905" || code === "MX906" ? serverAdvice(error, context) : null;
  if (ofServer !== null) return ofServer;
  switch (code) {
    case "MX909":
      return "Look for a wait on another connection or a prompt; raise the limit with `timeouts: { step: SECONDS }` if the work is really that long.";
    case "MX912":
      return "Use a server that has it: `--server postgresql://…` or MIGRUN_SERVER (in CI: a service with the image that you deploy).";
    case "MX914":
      return "Let env.py connect through SQLAlchemy to Postgres or SQLite; checks of files alone still run.";
    case "MX915":
      return "Raise an exception instead of ending the process; then the reason can be shown and the transaction is rolled back.";
    case "MX906":
      if (error.revision === null) return "Mend env.py: it runs on the way up, and not on the way down.";
      return `Mend \`downgrade()\`. Where there is no way back, let it raise NotImplementedError("why"), or declare how far down this history goes: \`targets.${name}.roundtrip.floor\`.`;
    case "MX905":
      if (error.revision !== null) return upgradeAdvice(error, name);
      return envAdvice(error, context);
    default:
      return "";
  }
}

/** A table that nobody made yet is often one that `create_all` or a dump made where the history began. */
function upgradeAdvice(error: BridgeError, name: string): string {
  const mend = "Mend `upgrade()` of this revision: an empty database must come up to the heads.";
  // undefined_table; SQLite has words only.
  if (error.sqlState === "42P01")
    return `${mend} Where the first tables were made by something else than a revision, name a file with their SQL in \`targets.${name}.bootstrap\`.`;
  return mend;
}

/** The driver that the URL names, or that SQLAlchemy takes by itself, is not installed; null where it is something else. */
function driverAdvice(error: BridgeError, context: CheckContext): string | null {
  const driver = /^No module named '(psycopg2?|asyncpg|pg8000|aiosqlite)'$/u.exec(error.message)?.[1];
  if (driver === undefined) return null;
  const taken =
    driver === "psycopg"
      ? " SQLAlchemy takes psycopg for a plain `postgresql://` since 2.1, and took psycopg2 before."
      : "";
  return `Install ${driver} into the interpreter of ${context.target.name}, or name a driver that is there in the URL: \`postgresql+psycopg2://…\`.${taken}`;
}

/** What to do where env.py stopped before the first revision. */
function envAdvice(error: BridgeError, context: CheckContext): string {
  const forUrl = urlAdvice(error, context);
  if (forUrl !== null) return forUrl;
  const forDriver = driverAdvice(error, context);
  if (forDriver !== null) return forDriver;
  if (/greenlet/iu.test(error.message))
    return `Install greenlet into the interpreter of ${context.target.name}, as async engines need it: \`pip install "sqlalchemy[asyncio]"\`.`;
  if (isLoggingConfig(error))
    return `\`fileConfig\` in env.py reads the logging sections of ${context.show(context.target.iniFile ?? "")}, and they are not there: add [loggers], [handlers] and [formatters], or call it only where they are.`;
  if (error.exception === "flask.cli.NoAppException")
    return `env.py runs inside a Flask application: name it as for \`flask db\`, \`targets.${context.target.name}.env: { FLASK_APP: "package:create_app" }\`.`;
  if (error.kind === "import")
    return `Let \`prepend_sys_path\` lead to the module, install it into the interpreter of this target, or choose another with \`targets.${context.target.name}.python\`.`;
  return "Mend env.py: no revision was reached.";
}

/** logging.config looks its sections up by these names. */
function isLoggingConfig(error: BridgeError): boolean {
  return (
    /(?:^|\.)KeyError$/u.test(error.exception ?? "") &&
    /\b(?:loggers|handlers|formatters|(?:logger|handler|formatter)_\w+)\b/u.test(error.message) &&
    error.frames.some((frame) => frame.source.includes("fileConfig"))
  );
}

/** What to do where the URL in the ini file is what env.py stopped at; null where it is something else. */
function urlAdvice(error: BridgeError, context: CheckContext): string | null {
  const { iniFile, rawUrl } = context.target;
  if (/^invalid interpolation syntax at position \d+$/u.test(error.message))
    return 'Write % as %% in what env.py hands to `set_main_option`: `url.replace("%", "%%")`.';
  if (iniFile === null) return null;
  const section = /option 'sqlalchemy\.url' in section '([^']+)'/u.exec(error.message)?.[1];
  if (section !== undefined && error.exception === "configparser.InterpolationSyntaxError")
    return `Write % as %% in sqlalchemy.url of ${context.show(iniFile)} [${section}]: a single % begins a reference such as %(here)s.`;
  if (error.message === "Can't load plugin: sqlalchemy.dialects:driver" && rawUrl?.startsWith("driver://"))
    return `The URL in ${context.show(iniFile)} [${context.target.section}] is still Alembic's placeholder: set sqlalchemy.url (any postgresql:// URL: checks redirect it), or let env.py read it from a variable.`;
  return null;
}

function framesText(error: BridgeError, context: CheckContext): string {
  return error.frames
    .map((frame) => `${context.show(frame.file)}:${frame.line} in ${frame.name}: ${frame.source.trim()}`)
    .join("\n");
}

function shorten(sql: string): string {
  // SQLAlchemy ends the lines of CREATE TABLE with a space.
  const text = sql.trim().replaceAll(/[ \t]+$/gmu, "");
  return text.length <= QUOTED ? text : `${text.slice(0, QUOTED)} … (${text.length} characters)`;
}

function indent(text: string): string {
  return text.replaceAll(/^/gm, "    ");
}
