/** One `key = value` of an ini file. */
export interface IniEntry {
  /** Folded to lower case, as Alembic looks it up. */
  readonly key: string;
  /** Not interpolated; continuation lines are joined by `\n`. */
  readonly value: string;
  /** 1-based line of the key. */
  readonly line: number;
}

/** The entries that stand in one section of the file itself (those of `[DEFAULT]` are not copied in). */
export interface IniSection {
  readonly name: string;
  /** 1-based line of the header; 0 for a `[DEFAULT]` that the file does not have. */
  readonly line: number;
  readonly entries: ReadonlyMap<string, IniEntry>;
}

/** An ini file as Python's `ConfigParser` (strict, basic interpolation) reads it. */
export interface IniDocument {
  readonly file: string;
  readonly defaults: IniSection;
  /** In the order of the file, without `[DEFAULT]`. */
  readonly sections: ReadonlyMap<string, IniSection>;
}

/** Why an ini file, or one value of it, cannot be read; Alembic stops at the same place. */
export interface IniError {
  /** 1-based; null where no line of the file is to blame. */
  readonly line: number | null;
  readonly message: string;
}
