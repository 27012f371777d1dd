/**
 * An absolute path as people see it: relative to `root`, with `/`. Both are absolute, `/` between
 * their parts.
 */
export function showPath(file: string, root: string): string {
  const path = partsOf(file);
  const base = partsOf(root);
  let shared = 0;
  while (shared < base.length && shared < path.length - 1 && path[shared] === base[shared]) shared += 1;
  return [...base.slice(shared).map(() => ".."), ...path.slice(shared)].join("/");
}

function partsOf(path: string): string[] {
  return path.split(/[/\\]/).filter((part) => part !== "");
}
