declare const MIGRUN_VERSION: string | undefined;

/** The version of migrun: that of its package, written in by the build; `0.0.0` when run from source. */
export const VERSION: string = typeof MIGRUN_VERSION === "string" ? MIGRUN_VERSION : "0.0.0";
