import { createHash } from 'node:crypto'
import { z } from 'zod'
import { plainText } from '#wire/plain-text.ts'
import {
  ENTERPRISE_SCHEMA,
  findName,
  isObject,
  memberOf,
  USER_SCHEMA,
  type Json,
  type JsonObject,
} from './attribute-path.ts'
import { ScimError } from './scim-error.ts'

/** A person as the database has them, and as the provisioning directory described them. */
export interface PersonRow {
  id: string
  name: string
  email: string | null
  status: 'active' | 'suspended'
  locale: string | null
  source: string
  created_at: Date
  /** Null: nobody has provisioned them. */
  user_name: string | null
  external_id: string | null
  attributes: JsonObject | null
  updated_at: Date | null
  groups: { id: string; name: string }[]
}

/** What of a User becomes columns, and what is kept as it was said. */
export interface UserContent {
  userName: string
  externalId: string | null
  name: string
  email: string | null
  isActive: boolean
  locale: string | null
  attributes: JsonObject
}

/** What we keep beside the columns: RFC 7643, sections 4.1 and 4.3, without `password`, `groups` and what nobody here needs. */
const KEPT = [
  'name',
  'displayName',
  'nickName',
  'profileUrl',
  'title',
  'userType',
  'preferredLanguage',
  'locale',
  'timezone',
  'emails',
  'phoneNumbers',
  'addresses',
  ENTERPRISE_SCHEMA,
]

export function toUserResource(row: PersonRow, baseUrl: string): JsonObject {
  const attributes = row.attributes ?? describedBy(row)
  const hasExtension = isObject(attributes[ENTERPRISE_SCHEMA])
  const resource: JsonObject = {
    schemas: [USER_SCHEMA, ...(hasExtension ? [ENTERPRISE_SCHEMA] : [])],
    id: row.id,
    ...(row.external_id !== null && { externalId: row.external_id }),
    userName: row.user_name ?? row.email ?? row.id,
    active: row.status === 'active',
    ...attributes,
    ...(row.groups.length > 0 && {
      groups: row.groups.map(({ id, name }) => ({
        value: id,
        display: name,
        $ref: `${baseUrl}/Groups/${id}`,
        type: 'direct',
      })),
    }),
  }
  return withMeta(resource, {
    resourceType: 'User',
    created: row.created_at.toISOString(),
    lastModified: (row.updated_at ?? row.created_at).toISOString(),
    location: `${baseUrl}/Users/${row.id}`,
  })
}

/** Its version is what it says: whoever changed it, it is another one. */
export function withMeta(resource: JsonObject, meta: JsonObject): JsonObject {
  const said = JSON.stringify([resource, meta['lastModified'] ?? null])
  const hash = createHash('sha256').update(said).digest('base64url').slice(0, 22)
  return { ...resource, meta: { ...meta, version: `W/"${hash}"` } }
}

export function versionOf({ meta }: JsonObject): string {
  return isObject(meta) && typeof meta['version'] === 'string' ? meta['version'] : ''
}

/** Somebody whom nobody has provisioned, in the same words. */
function describedBy({ name, email }: PersonRow): JsonObject {
  const emails = email === null ? [] : [{ value: email, type: 'work', primary: true }]
  return { displayName: name, name: { formatted: name }, emails }
}

const Text = z.string().max(500)
/** What becomes a column. */
const Plain = plainText(500)
const Several = z
  .array(
    z.looseObject({ value: Text.nullish(), type: Text.nullish(), primary: z.json().optional() }),
  )
  .max(50)

/** The attributes that we understand, each as it must be. */
const User = z.looseObject({
  userName: Plain.min(1),
  externalId: Plain.nullish(),
  displayName: Text.nullish(),
  name: z
    .looseObject({
      formatted: Text.nullish(),
      givenName: Text.nullish(),
      familyName: Text.nullish(),
    })
    .nullish(),
  emails: Several.nullish(),
  preferredLanguage: Plain.nullish(),
  locale: Plain.nullish(),
})

const MAX_ATTRIBUTES = 20_000

/** What a User says. Throws ScimError `invalidValue`, naming the attribute. */
export function readUser(resource: JsonObject): UserContent {
  const named = withNames(resource, ['userName', 'externalId', 'active', ...KEPT])
  const parsed = User.safeParse(named)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    throw new ScimError(400, `${issue?.path.join('.')}: ${issue?.message}.`, 'invalidValue')
  }
  const { userName, externalId, name, displayName, preferredLanguage, locale } = parsed.data
  const emails = (parsed.data.emails ?? []).map((one) => ({ ...one, primary: isTrue(one.primary) }))
  const primary = emails.find((one) => one.primary) ?? emails[0]
  const full = [name?.givenName, name?.familyName].filter(Boolean).join(' ')
  const attributes = toAttributes(named, emails)
  if (JSON.stringify(attributes).length > MAX_ATTRIBUTES) {
    throw new ScimError(400, 'This user has more attributes than can be kept.', 'tooMany')
  }
  return {
    userName: userName.trim(),
    externalId: externalId ?? null,
    name: onOneLine(
      [displayName, name?.formatted, full, userName].find((one) => one?.trim()) ?? '',
    ),
    email: toEmail(primary?.value ?? userName),
    isActive: !Object.hasOwn(named, 'active') || isTrue(named['active']),
    locale: preferredLanguage ?? locale ?? null,
    attributes,
  }
}

/** Directories have names over several lines; here they stand in lists, mails and files. */
function onOneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cs}]+/gu, ' ').trim()
}

function toAttributes(named: JsonObject, emails: object[]): JsonObject {
  const kept = KEPT.flatMap((name): [string, Json][] => {
    const value = named[name]
    return value === undefined || value === null ? [] : [[name, value]]
  })
  const attributes: JsonObject = structuredClone(Object.fromEntries(kept))
  if (emails.length > 0) attributes['emails'] = toJson(emails)
  const extension = attributes[ENTERPRISE_SCHEMA]
  // Entra ID writes the manager as a text.
  const manager = isObject(extension) ? memberOf(extension, 'manager') : undefined
  if (isObject(extension) && typeof manager === 'string') {
    extension[findName(extension, 'manager') ?? 'manager'] = { value: manager }
  }
  return attributes
}

function toJson(value: object[]): Json {
  return z.json().parse(JSON.parse(JSON.stringify(value)))
}

/** Names as the schema writes them, whatever case they came in; all others are left out. */
export function withNames(resource: JsonObject, names: readonly string[]): JsonObject {
  const known = new Map(names.map((name) => [name.toLowerCase(), name]))
  return Object.fromEntries(
    Object.entries(resource).flatMap(([name, value]): [string, Json][] => {
      const own = known.get(name.toLowerCase())
      return own === undefined ? [] : [[own, value]]
    }),
  )
}

/** Entra ID writes booleans as texts: `"True"`. */
function isTrue(value: unknown): boolean {
  return value === true || (typeof value === 'string' && value.toLowerCase() === 'true')
}

function toEmail(text: string | null | undefined): string | null {
  const email = text?.trim().toLowerCase() ?? ''
  return email.length <= 200 && /^[^\s@<>"]+@[^\s@<>"]+$/.test(email) ? email : null
}
