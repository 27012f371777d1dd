import type { Target } from "@migrun/core";

/** Is every folder known? Version locations are none only where a `package:path` among them is for Python to resolve. */
export function isLocated(target: Target): boolean {
  return target.scriptDirectory !== null && target.versionLocations.length > 0;
}

/** Why `quick`, which starts no Python, reads nothing of such a target: green without a look would be a lie. */
export function leftToPython(target: Target): string {
  return `only Python can tell where ${target.scriptLocation} and its versions are; \`migrun heads ${target.name}\` asks it (files alone tell where \`prepend_sys_path\` leads to the package)`;
}
