import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { temporaryFolder } from "./migrun.ts";

const run = promisify(execFile);
const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/** A Chromium of this machine; where there is none and we may, Debian's is installed. Null: the tests with it are left out. */
export async function findChromium(): Promise<string | null> {
  const found = onPath();
  if (found !== null || process.getuid?.() !== 0) return found;
  await run("apt-get", ["install", "-y", "--no-install-recommends", "chromium"], { timeout: 240_000 }).catch(
    () => {},
  );
  return onPath();
}

function onPath(): string | null {
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  const all = NAMES.flatMap((name) => folders.map((folder) => join(folder, name)));
  return all.find((path) => existsSync(path)) ?? null;
}

/** What a page is to a real browser. */
export interface SeenPage {
  /** The document as it stands in the browser. */
  readonly dom: string;
  /** What the console of the browser complains about. */
  readonly complaints: readonly string[];
}

/** Opens a page in a browser of its own. */
export async function seePage(chromium: string, url: string): Promise<SeenPage> {
  const { stdout, stderr } = await run(
    chromium,
    [
      "--headless",
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      "--enable-logging=stderr",
      `--user-data-dir=${await temporaryFolder()}`,
      "--dump-dom",
      url,
    ],
    { timeout: 90_000 },
  );
  return { dom: stdout, complaints: stderr.split("\n").filter((line) => line.includes("CONSOLE")) };
}
