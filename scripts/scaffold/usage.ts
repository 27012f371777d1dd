/** Ends a script that was called wrongly: one line on stderr, exit code 2. */
export function stop(message: string): never {
  console.error(message);
  process.exit(2);
}

/** Is it a name as folders and files have it: `add-column`? */
export function isKebabCase(name: string): boolean {
  return /^[a-z][a-z\d]*(?:-[a-z\d]+)*$/u.test(name);
}
