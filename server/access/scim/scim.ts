import type { Directory } from '../directory/directory.ts'
import { requireMayDecideAbout } from '../directory/people.ts'
import type { Principal } from '../principal.ts'
import { requireAllowed } from '../require-allowed.ts'
import { requireOutranks } from '../rights.ts'
import { createId, isId } from '#server/lib/ids.ts'
import type { JsonObject } from './attribute-path.ts'
import { equalitiesOf, matches, parseFilter, type Filter } from './filter.ts'
import { readGroup, toGroupResource, type GroupRow } from './group-resource.ts'
import { applyPatch, type PatchRequest } from './patch.ts'
import { ScimError } from './scim-error.ts'
import type { Narrowing, Page, ScimStore } from './scim-store.ts'
import { readUser, toUserResource, versionOf, type PersonRow } from './user-resource.ts'

export interface ListWish {
  filter: string | undefined
  /** Counts from 1. */
  startIndex: number
  count: number
}

export interface ListResult {
  resources: JsonObject[]
  total: number
  startIndex: number
}

/** What a write may be bound to: the version that the caller has seen (`If-Match`). */
export type IfMatch = string | undefined

/** One kind of resource; `principal` is the service account, whose rights bound everything. */
export interface ScimResources {
  list(principal: Principal, wish: ListWish): Promise<ListResult>
  get(principal: Principal, id: string): Promise<JsonObject>
  create(principal: Principal, resource: JsonObject): Promise<JsonObject>
  replace(
    principal: Principal,
    id: string,
    change: { resource: JsonObject; ifMatch: IfMatch },
  ): Promise<JsonObject>
  patch(
    principal: Principal,
    id: string,
    change: { request: PatchRequest; ifMatch: IfMatch },
  ): Promise<JsonObject>
  remove(principal: Principal, id: string, ifMatch: IfMatch): Promise<void>
}

export interface ScimParts {
  store: ScimStore
  directory: Directory
  /** Of `/scim/v2`. */
  baseUrl: () => string
}

const ONE: Page = { offset: 0, limit: 1 }

/** More than any directory asks for at once. */
export const MAX_COUNT = 1000

export function createScimUsers(parts: ScimParts): ScimResources {
  const { store, directory, baseUrl } = parts
  const toResource = (row: PersonRow) => toUserResource(row, baseUrl())
  const find = async (tenantId: string, id: string) => {
    const { rows } = isId(id) ? await store.listPeople(tenantId, { id }, ONE) : { rows: [] }
    return rows[0] ?? notFound('User')
  }
  const open = async (principal: Principal, id: string, ifMatch: IfMatch) => {
    requireAllowed(principal, 'people.manage', { kind: 'person', id })
    const row = await find(principal.tenantId, id)
    refuseChanged(toResource(row), ifMatch)
    const what = 'This service account may not change'
    requireMayDecideAbout(principal, id, { directory, what })
    return row
  }
  const write = async (principal: Principal, before: PersonRow, resource: JsonObject) => {
    const { tenantId } = principal
    await store.updatePerson(tenantId, before, readUser(resource))
    await directory.reread(tenantId, [before.id])
    return toResource(await find(tenantId, before.id))
  }
  return {
    list(principal, wish) {
      requireAllowed(principal, 'people.read', { kind: 'person' })
      const { tenantId } = principal
      const read = (narrowing: Narrowing, page: Page) => store.listPeople(tenantId, narrowing, page)
      return listResources(wish, { read, toResource })
    },
    async get(principal, id) {
      requireAllowed(principal, 'people.read', { kind: 'person', id })
      return toResource(await find(principal.tenantId, id))
    },
    async create(principal, resource) {
      requireAllowed(principal, 'people.manage', { kind: 'person' })
      const { tenantId } = principal
      const id = createId()
      const { firstRole } = directory.organisation(tenantId).settings
      await store.insertPerson(tenantId, { id, content: readUser(resource), firstRole })
      await directory.reread(tenantId, [id])
      return toResource(await find(tenantId, id))
    },
    async replace(principal, id, { resource, ifMatch }) {
      return write(principal, await open(principal, id, ifMatch), resource)
    },
    async patch(principal, id, { request, ifMatch }) {
      const row = await open(principal, id, ifMatch)
      return write(principal, row, applyPatch(toResource(row), request))
    },
    async remove(principal, id, ifMatch) {
      await open(principal, id, ifMatch)
      await store.removePerson(principal.tenantId, id)
      await directory.reread(principal.tenantId, [id])
    },
  }
}

export function createScimGroups(parts: ScimParts): ScimResources {
  const { store, directory, baseUrl } = parts
  const toResource = (row: GroupRow) => toGroupResource(row, baseUrl())
  const find = async (tenantId: string, id: string) => {
    const { rows } = isId(id) ? await store.listGroups(tenantId, { id }, ONE) : { rows: [] }
    return rows[0] ?? notFound('Group')
  }
  const open = async (principal: Principal, id: string, ifMatch: IfMatch) => {
    requireAllowed(principal, 'group.manage', { kind: 'group', id })
    const row = await find(principal.tenantId, id)
    refuseChanged(toResource(row), ifMatch)
    // Who is in it has what it gives.
    const roles = directory.findGroup(principal.tenantId, id)?.roles ?? []
    requireOutranks(principal, roles, `This service account may not change “${row.name}”`)
    return row
  }
  const write = async (principal: Principal, before: GroupRow, resource: JsonObject) => {
    const { tenantId } = principal
    const content = readGroup(resource)
    await store.updateGroup(tenantId, before, content)
    if (content.name === before.name) {
      const now = content.members ?? []
      const known = before.members.map(({ id }) => id)
      const changed = [
        ...known.filter((id) => !now.includes(id)),
        ...now.filter((id) => !known.includes(id)),
      ]
      await directory.reread(tenantId, changed)
    } else await directory.load(tenantId)
    return toResource(await find(tenantId, before.id))
  }
  return {
    list(principal, wish) {
      requireAllowed(principal, 'people.read', { kind: 'group' })
      const read = (narrowing: Narrowing, page: Page) =>
        store.listGroups(principal.tenantId, narrowing, page)
      return listResources(wish, { read, toResource })
    },
    async get(principal, id) {
      requireAllowed(principal, 'people.read', { kind: 'group', id })
      return toResource(await find(principal.tenantId, id))
    },
    async create(principal, resource) {
      requireAllowed(principal, 'group.manage', { kind: 'group' })
      const { tenantId } = principal
      const id = createId()
      await store.insertGroup(tenantId, id, readGroup(resource))
      await directory.load(tenantId)
      return toResource(await find(tenantId, id))
    },
    async replace(principal, id, { resource, ifMatch }) {
      const row = await open(principal, id, ifMatch)
      // What a PUT does not say is taken away (RFC 7644, section 3.5.1).
      return write(principal, row, { members: [], ...resource })
    },
    async patch(principal, id, { request, ifMatch }) {
      const row = await open(principal, id, ifMatch)
      const patched = applyPatch(toResource(row), request)
      return write(principal, row, { members: [], ...patched })
    },
    async remove(principal, id, ifMatch) {
      await open(principal, id, ifMatch)
      await store.removeGroup(principal.tenantId, id)
      await directory.load(principal.tenantId)
    },
  }
}

interface Listing<Row> {
  read: (narrowing: Narrowing, page: Page) => Promise<{ rows: Row[]; total: number }>
  toResource: (row: Row) => JsonObject
}

/** What a database can look up it looks up; the filter itself is asked of what is left. */
async function listResources<Row>(
  { filter: text, startIndex, count }: ListWish,
  { read, toResource }: Listing<Row>,
): Promise<ListResult> {
  const offset = startIndex - 1
  if (text === undefined) {
    const { rows, total } = await read({}, { offset, limit: count })
    return { resources: rows.map(toResource), total, startIndex }
  }
  const filter = parseFilter(text)
  const narrowing = narrow(filter)
  if (!narrowing) return { resources: [], total: 0, startIndex }
  const found: JsonObject[] = []
  for await (const resource of readAll({ read, toResource }, narrowing)) {
    if (matches(filter, resource)) found.push(resource)
  }
  return { resources: found.slice(offset, offset + count), total: found.length, startIndex }
}

const CHUNK = 1000

async function* readAll<Row>({ read, toResource }: Listing<Row>, narrowing: Narrowing) {
  for (let offset = 0; ; offset += CHUNK) {
    const { rows } = await read(narrowing, { offset, limit: CHUNK })
    for (const row of rows) yield toResource(row)
    if (rows.length < CHUNK) return
  }
}

/** Undefined: nothing can be what the filter means. */
function narrow(filter: Filter): Narrowing | undefined {
  const equal = equalitiesOf(filter)
  const id = equal.get('id')
  if (id !== undefined && !isId(id)) return undefined
  const [userName, externalId] = [equal.get('username'), equal.get('externalid')]
  const displayName = equal.get('displayname')
  return {
    ...(id !== undefined && { id }),
    ...(userName !== undefined && { userName }),
    ...(externalId !== undefined && { externalId }),
    ...(displayName !== undefined && { displayName }),
  }
}

function refuseChanged(resource: JsonObject, ifMatch: IfMatch): void {
  if (ifMatch === undefined || ifMatch === '*') return
  const versions = ifMatch.split(',').map((one) => one.trim())
  if (versions.includes(versionOf(resource))) return
  throw new ScimError(412, 'It was changed since you read it. Read it again.')
}

function notFound(what: string): never {
  throw new ScimError(404, `There is no such ${what}.`)
}
