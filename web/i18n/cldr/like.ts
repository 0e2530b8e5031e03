/** Whose numbers and clock Irish and Maltese share: comma between thousands, a point, 24 hours, the euro first. */
export const LIKE = 'en-IE'

/** What a formatter does in another way than the English one under it. */
export type Face = Readonly<Record<string, unknown>>

/** The English formatter with another face. */
export function like(base: object, face: Face, language: string): object {
  return new Proxy(base, {
    get(target, key) {
      if (typeof key === 'string' && Object.hasOwn(face, key)) return face[key]
      const value: unknown = Reflect.get(target, key, target)
      if (typeof value !== 'function') return value
      // Methods of Intl want the very object that they belong to.
      const method = (...args: unknown[]): unknown => Reflect.apply(value, target, args)
      if (key !== 'resolvedOptions') return method
      return () => Object.assign({}, method(), { locale: language })
    },
  })
}
