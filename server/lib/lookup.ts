/**
 * A table for words that come from outside. It inherits nothing, so that `constructor`, `toString` and `__proto__`, which a
 * plain object answers with functions and prototypes, are not found in it.
 */
export function lookup<T extends object>(rows: T): Readonly<T> {
  return Object.freeze(Object.setPrototypeOf({ ...rows }, null))
}
