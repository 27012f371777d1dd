/** A Postgres that can be started. */
export interface Binaries {
  /** `package`: an npm platform package, whose links may be missing. `system`: installed on this machine. */
  readonly source: "package" | "system";
  /** `17.10`. */
  readonly version: string;
  readonly major: number;
  /** Tells two builds apart: `17.10.0-beta.17`, or the version and folder of a system build. */
  readonly build: string;
  /** Absolute path of the folder with `initdb` and `postgres`. */
  readonly bin: string;
}
