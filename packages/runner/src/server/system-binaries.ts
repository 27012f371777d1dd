import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { realpath } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import type { Binaries } from "./startable-server.ts";

const EXE = process.platform === "win32" ? ".exe" : "";

/** Postgres of one major as the system's package manager installs it: on PATH, or in the usual versioned folders. */
export async function findSystemBinaries(
  major: number,
  env: Readonly<Record<string, string | undefined>>,
): Promise<Binaries | null> {
  const folders = [
    ...(env["PATH"] ?? "").split(delimiter).filter((folder) => folder !== ""),
    `/usr/lib/postgresql/${major}/bin`,
    `/usr/pgsql-${major}/bin`,
    `/usr/libexec/postgresql${major}`,
    `/opt/homebrew/opt/postgresql@${major}/bin`,
    `/usr/local/opt/postgresql@${major}/bin`,
    `C:\\Program Files\\PostgreSQL\\${major}\\bin`,
  ];
  for (const folder of folders) {
    if (!existsSync(join(folder, `initdb${EXE}`)) || !existsSync(join(folder, `postgres${EXE}`))) continue;
    // Postgres finds its share folder from its real place.
    const bin = await realpath(folder);
    const version = await askVersion(join(bin, `postgres${EXE}`));
    if (version === null || Number.parseInt(version, 10) !== major) continue;
    return { source: "system", version, major, build: `${version}-${bin.replaceAll(/[^\w.]+/gu, "-")}`, bin };
  }
  return null;
}

async function askVersion(postgres: string): Promise<string | null> {
  try {
    const { stdout } = await promisify(execFile)(postgres, ["--version"], { timeout: 10_000 });
    return /PostgreSQL\)? (\d+(?:\.\d+)?)/u.exec(stdout)?.[1] ?? null;
  } catch {
    return null;
  }
}
