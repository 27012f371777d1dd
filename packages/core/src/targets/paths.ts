/** Does a folder's own spelling say that it lives on Windows? */
function isWindows(folder: string): boolean {
  return /^(?:[A-Za-z]:|\\\\)/u.test(folder);
}

/** Is a path absolute on the system that `folder` (absolute) belongs to? `C:\x` is not on POSIX. */
export function isAbsolutePath(path: string, folder: string): boolean {
  return isWindows(folder) ? /^(?:[A-Za-z]:[\\/]|[\\/]{2})/u.test(path) : path.startsWith("/");
}

/** The absolute path that `path` means inside the absolute folder, with `.` and `..` resolved by name. */
export function resolvePath(folder: string, path: string): string {
  const joined = isAbsolutePath(path, folder) ? path : `${folder}/${path}`;
  const separator = isWindows(folder) ? /[\\/]+/u : /\/+/u;
  const parts: string[] = [];
  for (const part of joined.split(separator)) {
    if (part === "..") parts.pop();
    else if (part !== "." && part !== "") parts.push(part);
  }
  const root = isWindows(folder) ? (joined.startsWith("\\\\") ? "\\\\" : "") : "/";
  return root + parts.join(isWindows(folder) ? "\\" : "/");
}

/** The folder that a file of an absolute path lies in. */
export function folderOf(file: string): string {
  return resolvePath(file, "..");
}

/** The last part of a path. */
export function baseName(path: string): string {
  return path.split(/[\\/]/u).at(-1) ?? path;
}

/** A path of the same system with `/` only, as Python's `as_posix` writes it and as reports show it. */
export function posixPath(path: string): string {
  return isWindows(path) ? path.replaceAll("\\", "/") : path;
}

/** How `to` is reached from the folder `from`, with `/`; `.` for the folder itself. */
export function relativePath(from: string, to: string): string {
  const start = posixPath(from).split("/").filter(Boolean);
  const end = posixPath(to).split("/").filter(Boolean);
  let shared = 0;
  while (shared < start.length && shared < end.length && start[shared] === end[shared]) shared++;
  const steps = [...start.slice(shared).map(() => ".."), ...end.slice(shared)];
  return steps.join("/") || ".";
}
