import { z } from 'zod'
import { plainText } from '#wire/plain-text.ts'
import { GROUP_SCHEMA, type JsonObject } from './attribute-path.ts'
import { ScimError } from './scim-error.ts'
import { withMeta, withNames } from './user-resource.ts'

export interface GroupRow {
  id: string
  name: string
  source: string
  created_at: Date
  external_id: string | null
  updated_at: Date | null
  members: { id: string; name: string }[]
}

export interface GroupContent {
  name: string
  externalId: string | null
  /** Ids of people; null: nothing was said of them. */
  members: string[] | null
}

export function toGroupResource(row: GroupRow, baseUrl: string): JsonObject {
  const resource: JsonObject = {
    schemas: [GROUP_SCHEMA],
    id: row.id,
    ...(row.external_id !== null && { externalId: row.external_id }),
    displayName: row.name,
    members: row.members.map(({ id, name }) => ({
      value: id,
      display: name,
      $ref: `${baseUrl}/Users/${id}`,
      type: 'User',
    })),
  }
  return withMeta(resource, {
    resourceType: 'Group',
    created: row.created_at.toISOString(),
    lastModified: (row.updated_at ?? row.created_at).toISOString(),
    location: `${baseUrl}/Groups/${row.id}`,
  })
}

const MAX_MEMBERS = 50_000

const Group = z.looseObject({
  displayName: plainText(200).trim().min(1),
  externalId: plainText(500).nullish(),
  members: z
    .array(z.looseObject({ value: z.string(), type: z.string().nullish() }))
    .max(MAX_MEMBERS)
    .nullish(),
})

/** What a Group says. Throws ScimError `invalidValue`, naming the attribute. */
export function readGroup(resource: JsonObject): GroupContent {
  const parsed = Group.safeParse(withNames(resource, ['displayName', 'externalId', 'members']))
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    throw new ScimError(400, `${issue?.path.join('.')}: ${issue?.message}.`, 'invalidValue')
  }
  const { displayName, externalId = null, members } = parsed.data
  if (members?.some(({ type }) => type?.toLowerCase() === 'group')) {
    throw new ScimError(400, 'Groups here hold people, not other groups.', 'invalidValue')
  }
  return {
    name: displayName,
    externalId,
    members: members ? [...new Set(members.map(({ value }) => value))] : null,
  }
}
