/** Marks the branch that no member of a union reaches: a new member breaks the build where it is unhandled. */
export function assertNever(value: never): never {
  throw new Error(`Internal error: unhandled case ${JSON.stringify(value)}`);
}
