/** The folder of a relative path with `/`: `.` for what lies in the working directory, `..` above it. */
export function folderOfPath(path: string): string {
  if (path === "." || path === ".." || path.endsWith("/..")) return joinPaths(path, "..");
  const at = path.lastIndexOf("/");
  return at < 0 ? "." : path.slice(0, at);
}

/** Two relative paths as one, with `.` and `..` taken out where that is possible. */
export function joinPaths(folder: string, path: string): string {
  const parts: string[] = [];
  for (const part of `${folder}/${path}`.split("/")) {
    if (part === "" || part === ".") continue;
    if (part === ".." && parts.length > 0 && parts.at(-1) !== "..") parts.pop();
    else parts.push(part);
  }
  return parts.join("/") || ".";
}

/** Does a path lie in a folder, or below it? */
export function isBelow(path: string, folder: string): boolean {
  return folder === "." ? !path.startsWith("..") : path === folder || path.startsWith(`${folder}/`);
}
