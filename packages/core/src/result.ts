/** A value that an operation gave, or the expected reason why it gave none. Nothing is thrown for it. */
export type Result<T, E> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: E };

/** Wraps the value of a success. */
export function ok<T>(value: T): Result<T, never> {
  return { ok: true, value };
}

/** Wraps the reason of an expected failure. */
export function err<E>(error: E): Result<never, E> {
  return { ok: false, error };
}
