import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** Where the Python half may be: beside the built files, and in the workspace. */
const PLACES = ["./bridge/migrun_bridge/", "../../python/migrun_bridge/"];

/** Absolute path of the Python half of the bridge, which `python <folder>` starts. */
export function bridgeFolder(): string {
  for (const place of PLACES) {
    const folder = fileURLToPath(new URL(place, import.meta.url));
    if (existsSync(`${folder}__main__.py`)) return folder.replace(/[\\/]$/, "");
  }
  throw new Error("Internal error: the Python half of the bridge is not beside this file");
}
