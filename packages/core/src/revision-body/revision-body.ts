import type { ImportedName } from "../environment/read-imports.ts";

/** Who comes to a piece of code: `upgrade()`, `downgrade()`, or whoever only loads the file. */
export type Way = "upgrade" | "downgrade" | "import";

/** A compound statement around a piece of code, inside of its function. */
export interface Block {
  readonly kind: "with" | "if" | "loop" | "try";
  /** What it asks, opens or goes through, as it is written. */
  readonly source: string;
  /** What a `with` opens, by its path; null for all else. */
  readonly path: string | null;
}

/** The call in whose arguments something stands. */
export interface Enclosing {
  readonly path: string | null;
  /** Name of the keyword argument; null where it is given by position. */
  readonly argument: string | null;
}

/** Where a piece of code stands, and what its value goes into. */
export interface Place {
  /** 1-based. */
  readonly line: number;
  /** 1-based. */
  readonly column: number;
  /** The function of the module that it is in; null: in none. */
  readonly function: string | null;
  readonly ways: ReadonlySet<Way>;
  /** From the outside to the inside. */
  readonly blocks: readonly Block[];
  /** From the inside to the outside. */
  readonly inside: readonly Enclosing[];
  /** Names that the statement binds to it. */
  readonly assignedTo: readonly string[];
  /** Does an `if` or `while` depend on it? */
  readonly isAsked: boolean;
  /** What stands there, as it is written. */
  readonly source: string;
}

/** A value that is put into a text: `x` of `f"… {x}"`. */
export interface Hole {
  readonly source: string;
  /** Is it settled by the file alone: a constant of the module, a number, a name that is quoted? */
  readonly isConstant: boolean;
}

/** What an expression stands for, as far as the file alone tells. `source`: as it is written. */
export type Value = { readonly source: string } & (
  | { readonly kind: "none" | "true" | "false" | "number" }
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "list"; readonly items: readonly Value[] }
  | { readonly kind: "call"; readonly call: Call }
  /** A text with values in it; `pieces` are those that are known. */
  | {
      readonly kind: "template";
      readonly pieces: readonly string[];
      readonly holes: readonly Hole[];
      readonly by: "f-string" | "%" | ".format()" | "+";
    }
  /** Anything else that has a name: `sqlalchemy.Integer`. */
  | { readonly kind: "path"; readonly path: string }
  | { readonly kind: "unknown" }
);

/**
 * A call. Its path says what is called, whatever it was imported as and whatever names it went through:
 * `alembic.op.get_bind().execute` for `bind = op.get_bind()`, `bind.execute(…)`. Names that no import binds begin with
 * `~`, functions of the file with `#`. Null where the text does not tell.
 */
export interface Call extends Place {
  readonly path: string | null;
  readonly positional: readonly Value[];
  readonly named: ReadonlyMap<string, Value>;
  /** Are there arguments that only Python can tell (`*args`, `**options`)? */
  readonly isOpen: boolean;
  /** What its method belongs to: the call `sa.text(…)` of `sa.text(…).bindparams(…)`; null where it is no method. */
  readonly owner: Value | null;
}

/** A name, attribute or element that is read, by its path. */
export interface Read extends Place {
  readonly path: string;
}

/** A call on `op`, or on a batch of it, as far as its arguments tell. */
export interface Operation {
  /** `add_column`, `drop_table`, … */
  readonly name: string;
  readonly call: Call;
  readonly isBatch: boolean;
  /** By the names that Alembic gives them, however they were given. */
  readonly arguments: ReadonlyMap<string, Value>;
  /** The table that it is about; of a batch the one of its `with`. Null where it is computed. */
  readonly table: string | null;
  /** The column that is added, dropped or altered; null where there is none. */
  readonly column: string | null;
  /** What a column or table is called afterwards; null where it keeps its name. */
  readonly newName: string | null;
}

/** An import statement's name, and how it is used. */
export interface BodyImport extends ImportedName {
  readonly line: number;
  readonly column: number;
  /** All of the module: `a.b` of `import a.b`, which binds `a`. */
  readonly full: string;
  /** Only type checkers see it. */
  readonly isForTypes: boolean;
  readonly uses: readonly Place[];
}

/** An `if` with its alternatives. */
export interface Choice extends Place {
  /** What each branch asks, with the paths in it. */
  readonly tests: readonly { readonly source: string; readonly paths: readonly string[] }[];
  readonly hasElse: boolean;
}

/** What the code of a revision file does, read once for all rules. Nothing is executed. In the order of the text. */
export interface RevisionBody {
  readonly calls: readonly Call[];
  readonly operations: readonly Operation[];
  readonly imports: readonly BodyImport[];
  readonly reads: readonly Read[];
  readonly choices: readonly Choice[];
  /** What `for` goes through, by its path where it has one. */
  readonly loops: readonly Read[];
  readonly strings: readonly (Place & { readonly text: string })[];
  readonly comments: readonly {
    readonly line: number;
    readonly column: number;
    readonly text: string;
  }[];
  /** Every name that the functions of a way use. */
  readonly words: Readonly<Record<Way, ReadonlySet<string>>>;
}
