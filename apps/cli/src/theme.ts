import picocolors from "picocolors";

/** Colours and symbols of everything that people read. Pure: decided once from flags, environment and stream. */
export interface Theme {
  readonly color: boolean;
  readonly unicode: boolean;
  readonly bold: Paint;
  readonly dim: Paint;
  readonly good: Paint;
  readonly bad: Paint;
  readonly warn: Paint;
  readonly accent: Paint;
  readonly symbols: Symbols;
}

type Paint = (text: string) => string;

interface Symbols {
  readonly passed: string;
  readonly failed: string;
  readonly error: string;
  readonly warned: string;
  readonly skipped: string;
  readonly dot: string;
  readonly ellipsis: string;
  readonly arrow: string;
  readonly spinner: readonly string[];
}

const UNICODE: Symbols = {
  passed: "✓",
  failed: "✗",
  error: "error",
  warned: "▲",
  skipped: "–",
  dot: "·",
  ellipsis: "…",
  arrow: "→",
  spinner: ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"],
};

const ASCII: Symbols = {
  passed: "ok",
  failed: "FAIL",
  error: "ERROR",
  warned: "warn",
  skipped: "-",
  dot: "|",
  ellipsis: "...",
  arrow: "->",
  spinner: ["|", "/", "-", "\\"],
};

/** Makes a theme; without colour every paint returns its text unchanged. */
export function createTheme(look: { readonly color: boolean; readonly unicode: boolean }): Theme {
  const colors = picocolors.createColors(look.color);
  return {
    ...look,
    bold: colors.bold,
    dim: colors.dim,
    good: colors.green,
    bad: colors.red,
    warn: colors.yellow,
    accent: colors.cyan,
    symbols: look.unicode ? UNICODE : ASCII,
  };
}

/** Variables by which CI systems whose logs render ANSI colours can be known. */
const COLOR_CI = ["GITHUB_ACTIONS", "GITLAB_CI", "BUILDKITE", "CIRCLECI", "TRAVIS", "DRONE", "GITEA_ACTIONS"];

/** What colour is decided from. `flag` is `--color` (true), `--no-color` (false) or neither (null). */
export interface ColorFacts {
  readonly flag: boolean | null;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly isTTY: boolean;
}

/** Whether to colour a stream; the first that speaks wins: flag, NO_COLOR, FORCE_COLOR, TERM=dumb, CI, terminal. */
export function wantsColor({ flag, env, isTTY }: ColorFacts): boolean {
  if (flag !== null) return flag;
  if (isSet(env["NO_COLOR"])) return false;
  if (env["FORCE_COLOR"] !== undefined) return env["FORCE_COLOR"] !== "0";
  if (env["TERM"] === "dumb") return false;
  if (COLOR_CI.some((name) => isSet(env[name]))) return true;
  return isTTY;
}

/** Whether symbols beyond ASCII can be shown: not where the locale names another encoding, nor on an old Windows console. */
export function wantsUnicode(env: Readonly<Record<string, string | undefined>>, platform: string): boolean {
  if (env["TERM"] === "dumb") return false;
  const locale = [env["LC_ALL"], env["LC_CTYPE"], env["LANG"]].find(isSet);
  if (locale !== undefined) return /utf-?8/i.test(locale);
  if (platform !== "win32") return true;
  return [env["WT_SESSION"], env["TERM_PROGRAM"], env["CI"]].some(isSet);
}

function isSet(value: string | undefined): value is string {
  return value !== undefined && value !== "";
}
