import * as v from "valibot";

// The message of each schema says what is expected; parse-config.ts makes the sentence around it.
// Texts without a limit on them are texts that Postgres, Alembic or the file system judge later.

const described = <S extends v.GenericSchema>(schema: S, what: string) => v.pipe(schema, v.description(what));

const text = v.string("text");
const flag = v.boolean("true or false");
const path = v.pipe(v.string("a path"), v.nonEmpty("a path that is not empty"));
const seconds = v.pipe(v.number("a number of seconds"), v.gtValue(0, "a number of seconds above 0"));
const textOrList = v.union([text, v.array(text)], "text or a list of texts");
const pathOrList = v.union([path, v.array(path)], "a path or a list of paths");
const scalar = v.union([v.string(), v.number(), v.boolean()], "text, a number, or true or false");

/** Majors that the embedded server can be asked for. */
export const POSTGRES_MAJORS = [14, 15, 16, 17, 18] as const;

const server = described(
  v.pipe(
    v.string("`embedded` or a postgresql:// URL"),
    v.regex(
      // The last one is for editors, which see variables before they are filled in.
      /^(?:embedded$|postgres(?:ql)?(?:\+\w+)?:\/\/|\$\{)/,
      "`embedded` or a postgresql:// URL",
    ),
  ),
  "Where isolated databases are made: embedded, or the URL of a server on which databases may be created.",
);
const postgres = described(
  v.picklist(POSTGRES_MAJORS, "14, 15, 16, 17 or 18"),
  "Major version of the embedded server.",
);
const python = described(
  path,
  "Interpreter that can import Alembic: a path, or the name of a command. Found by itself if left out.",
);
const runAs = described(
  v.picklist(["superuser", "owner"], "superuser or owner"),
  "Who runs the revisions: superuser (as the server is asked for databases), or owner: a role that owns the isolated database and is no superuser.",
);
const rules = described(
  v.record(
    text,
    v.picklist(["error", "warning", "notice", "off"], "error, warning, notice or off"),
    "severities by rule code or name",
  ),
  "Severity by rule code or rule name.",
);

const allowImports = described(
  textOrList,
  "Modules of the application that revisions may import, such as own column types: they keep their meaning for ever.",
);

const ignoreEntry = v.strictObject(
  {
    code: described(text, "Code of the finding."),
    object: v.optional(
      described(text, "Object of the finding, such as table:public.orders; * stands for anything."),
    ),
    revision: v.optional(
      described(
        text,
        "Revision of the finding; * stands for anything, a1b2..c3d4 for both and what is between.",
      ),
    ),
    reason: described(v.pipe(text, v.nonEmpty("a reason that is not empty")), "Why it is accepted."),
    until: v.optional(
      described(
        v.pipe(
          v.string("a date such as 2027-01-31"),
          v.regex(/^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/, "a date such as 2027-01-31"),
        ),
        "Last day on which it is accepted.",
      ),
    ),
  },
  "an entry with code and reason",
);
const ignore = described(
  v.array(ignoreEntry, "a list of entries with code and reason"),
  "Accepted findings.",
);

const target = v.strictObject(
  {
    config: v.optional(described(path, "The Alembic config file: ini or pyproject.toml.")),
    section: v.optional(described(text, "Its section.")),
    cwd: v.optional(described(path, "Folder that Alembic runs in.")),
    server: v.optional(server),
    postgres: v.optional(postgres),
    python: v.optional(python),
    as: v.optional(runAs),
    url: v.optional(
      described(
        v.nullable(text),
        "The live database: for upgrade, status, verify, wait, serve and drift --live. Checks never use it.",
      ),
    ),
    migrateUrl: v.optional(
      described(
        v.nullable(text),
        "The direct way to the live database for upgrade, where url leads through a pooler.",
      ),
    ),
    trustUrl: v.optional(
      described(flag, "upgrade decides from url alone, without Python, that a database is at head."),
    ),
    record: v.optional(
      described(
        flag,
        "upgrade keeps a record of revisions beside the version table; older code then knows a database that is ahead.",
      ),
    ),
    lockScope: v.optional(
      described(
        v.picklist(["database", "history"], "database or history"),
        "What upgrade locks: the whole database, or this history alone.",
      ),
    ),
    urlEnv: v.optional(described(textOrList, "Environment variables that env.py reads its URL from.")),
    env: v.optional(described(v.record(text, scalar, "values by variable name"), "Environment of env.py.")),
    envFile: v.optional(described(pathOrList, "Files with lines NAME=value for the environment of env.py.")),
    x: v.optional(described(textOrList, "Alembic's -x arguments.")),
    after: v.optional(described(textOrList, "Targets that `upgrade` finishes before this one.")),
    assertions: v.optional(
      described(pathOrList, "SQL files for verify: each query in them has to give no row."),
    ),
    bootstrap: v.optional(described(pathOrList, "SQL files that are run in each isolated database first.")),
    heads: v.optional(
      described(
        v.union(
          [
            v.pipe(v.number(), v.integer("a whole number"), v.minValue(1, "at least 1")),
            v.pipe(v.array(text), v.minLength(1, "at least one branch label")),
          ],
          "a number or a list of branch labels",
        ),
        "How many heads the history has, or the branch labels that may stand side by side.",
      ),
    ),
    roundtrip: v.optional(
      v.strictObject(
        { floor: v.optional(described(text, "The round trip is verified down to this revision.")) },
        "keys and values",
      ),
    ),
    assumeLockTimeout: v.optional(
      described(
        flag,
        "As above, for this target. Default where it has a url, which upgrade deploys to: true.",
      ),
    ),
    allowImports: v.optional(allowImports),
    ignore: v.optional(ignore),
    rules: v.optional(rules),
  },
  "keys and values",
);

/** What a configuration file may hold. The published JSON Schema is generated from this. */
export const ConfigDocumentSchema = v.strictObject(
  {
    $schema: v.optional(described(text, "The JSON Schema of this file, for editors.")),
    extends: v.optional(
      described(
        textOrList,
        "Presets (recommended, strict, adopt) or files to build on. Later ones win, this file wins over all.",
      ),
    ),
    server: v.optional(server),
    postgres: v.optional(postgres),
    jobs: v.optional(
      described(
        v.pipe(v.number("a whole number"), v.integer("a whole number"), v.minValue(1, "at least 1")),
        "Targets at work at once. Default: the number of cores.",
      ),
    ),
    allRevisions: v.optional(described(flag, "Judge released revisions too.")),
    strict: v.optional(described(flag, "Warnings fail.")),
    onlyNewFails: v.optional(described(flag, "Findings of released revisions do not fail.")),
    assumeLockTimeout: v.optional(
      described(
        flag,
        "Somebody sets lock_timeout where the revisions are deployed: lint does not ask for it.",
      ),
    ),
    python: v.optional(python),
    as: v.optional(runAs),
    baseline: v.optional(
      described(path, "File of accepted findings. Default: migrun-baseline.json beside the configuration."),
    ),
    foreignConnection: v.optional(
      described(
        v.picklist(["redirect", "refuse"], "redirect or refuse"),
        "What happens when env.py asks for another database: it gets an isolated one of its own, or an error.",
      ),
    ),
    isolation: v.optional(
      described(
        v.picklist(["default", "strict"], "default or strict"),
        "strict: Python, server and commands of a run are in a network of their own (Linux); where that cannot be, the run fails.",
      ),
    ),
    timeouts: v.optional(
      v.strictObject(
        {
          step: v.optional(described(seconds, "Time for one step on one target, in seconds.")),
          server: v.optional(described(seconds, "Time for a server to be ready, in seconds.")),
        },
        "keys and values",
      ),
    ),
    targets: v.optional(described(v.record(text, target, "targets by name"), "Settings by target.")),
    rules: v.optional(rules),
    allowImports: v.optional(allowImports),
    ignore: v.optional(ignore),
  },
  "keys and values",
);

/** The content of one configuration file, as far as it says anything: nothing is filled in. */
export type ConfigDocument = v.InferOutput<typeof ConfigDocumentSchema>;

/** The part of a `ConfigDocument` that belongs to one target. */
export type TargetDocument = v.InferOutput<typeof target>;
