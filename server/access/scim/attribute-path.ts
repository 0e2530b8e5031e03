/** What stands before the attributes of each schema; those of the core may be left out. */
export const USER_SCHEMA = 'urn:ietf:params:scim:schemas:core:2.0:User'
export const GROUP_SCHEMA = 'urn:ietf:params:scim:schemas:core:2.0:Group'
export const ENTERPRISE_SCHEMA = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'

export type Json = string | number | boolean | null | Json[] | { [name: string]: Json }
export type JsonObject = { [name: string]: Json }

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/**
 * `userName`, `name.givenName`, `urn:…:enterprise:2.0:User:manager.value`: the names from the outside in. A schema of an
 * extension is a name of its own; undefined: this is no path.
 */
export function parseAttributePath(text: string): string[] | undefined {
  const schema = [USER_SCHEMA, GROUP_SCHEMA, ENTERPRISE_SCHEMA].find(
    (one) => text.toLowerCase() === one.toLowerCase() || startsWith(text, `${one}:`),
  )
  const rest = schema === undefined ? text : text.slice(schema.length + 1)
  const names = rest === '' && schema !== undefined ? [] : rest.split('.')
  if (!names.every((name) => /^[a-z$][\w$-]*$/i.test(name)) || names.length > 3) return undefined
  return schema === ENTERPRISE_SCHEMA ? [ENTERPRISE_SCHEMA, ...names] : names
}

function startsWith(text: string, start: string): boolean {
  return text.slice(0, start.length).toLowerCase() === start.toLowerCase()
}

/** The name as it is written in the object: in SCIM the case of names does not count. */
export function findName(object: JsonObject, name: string): string | undefined {
  if (Object.hasOwn(object, name)) return name
  const wanted = name.toLowerCase()
  return Object.keys(object).find((one) => one.toLowerCase() === wanted)
}

export function memberOf(object: JsonObject, name: string): Json | undefined {
  const found = findName(object, name)
  return found === undefined ? undefined : object[found]
}
