/**
 * The newest release of each Postgres major among the npm platform packages, pinned exactly because
 * every release carries a `beta` tag. 17 comes with migrun; the others by `migrun server install`.
 */
export const KNOWN_VERSIONS: Readonly<Record<number, string>> = {
  14: "14.23.0-beta.17",
  15: "15.18.0-beta.17",
  16: "16.14.0-beta.17",
  17: "17.10.0-beta.17",
  18: "18.4.0-beta.17",
};

const PLATFORMS: Readonly<Record<string, string>> = {
  "darwin-arm64": "darwin-arm64",
  "darwin-x64": "darwin-x64",
  "linux-arm": "linux-arm",
  "linux-arm64": "linux-arm64",
  "linux-ia32": "linux-ia32",
  "linux-ppc64": "linux-ppc64",
  "linux-x64": "linux-x64",
  "win32-x64": "windows-x64",
};

/** Name of this machine in the platform packages, `linux-x64`; null where there is none. */
export function platformName(platform: string, arch: string): string | null {
  return PLATFORMS[`${platform}-${arch}`] ?? null;
}

/** `17.10.0-beta.17` → `17.10`; what Postgres calls itself. */
export function postgresVersion(packageVersion: string): string {
  return packageVersion.split(".").slice(0, 2).join(".");
}
