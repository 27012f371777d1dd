/** What a schema describes, without its openness for later fields. */
export type Closed<T> = T extends readonly (infer Item)[]
  ? readonly Closed<Item>[]
  : T extends object
    ? { readonly [K in keyof T as string extends K ? never : K]: Closed<T[K]> }
    : T;
/** `true` if each of two types fits the other. */
export type Same<A, B> = [A, B] extends [B, A] ? true : never;
