/** A member of what may be an object, of any shape; undefined: it has none. Inherited ones do not count. */
export function fieldOf(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined
  return Object.getOwnPropertyDescriptor(value, name)?.value
}
