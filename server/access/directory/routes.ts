import { Hono, type Context } from 'hono'
import type { z } from 'zod'
import {
  AddMember,
  CreateGroup,
  CreatePerson,
  CreateServiceAccount,
  GrantRole,
  ImportPeople,
  MemberSearch,
  PeopleSearch,
  SubjectSearch,
  UpdateGroup,
  UpdateOrganisation,
  UpdatePerson,
  UpdateServiceAccount,
  type GroupList,
  type PersonDetails,
  type RoleList,
  type ServiceAccountList,
} from '#wire/directory.ts'
import { Role } from '#wire/roles.ts'
import { body } from '#server/http/body.ts'
import { AppError } from '#server/lib/app-error.ts'
import { toCsv } from '#server/lib/csv.ts'
import type { ApiEnv } from '../api-env.ts'
import { requireAllowed } from '../require-allowed.ts'
import type { Administration } from './administration.ts'
import type { HolderKey } from './changes-store.ts'
import { PEOPLE_COLUMNS, toTableRow } from './import-people.ts'

/** A table of twenty thousand people. */
const MOST_IMPORT_BYTES = 5_000_000

/** People, groups, roles, service accounts and the organisation, under `/api`. What each may, its capability asks. */
export function createDirectoryRoutes(administration: Administration): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>()
  addPeople(routes, administration)
  addGroups(routes, administration)
  addPrograms(routes, administration)
  addRoles(routes, administration)
  addOrganisation(routes, administration)
  return routes
}

function addPeople(routes: Hono<ApiEnv>, { people, imports, keys }: Administration): void {
  routes.get('/people', async (c) => {
    requireAllowed(c.var.principal, 'people.read', { kind: 'person' })
    const search = query(c, PeopleSearch)
    if (search.format !== 'csv') return c.json(await people.list(c.var.principal, search))
    const rows = [PEOPLE_COLUMNS]
    for await (const page of people.pages(c.var.principal, search))
      rows.push(...page.map(toTableRow))
    return c.body(toCsv(rows), 200, {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': 'attachment; filename="people.csv"',
    })
  })
  routes.post('/people', body(CreatePerson), async (c) => {
    requireAllowed(c.var.principal, 'people.manage', { kind: 'person' })
    return c.json(await people.create(c.var.principal, c.req.valid('json')), 201)
  })
  routes.post('/people/import', body(ImportPeople, MOST_IMPORT_BYTES), async (c) => {
    requireAllowed(c.var.principal, 'people.manage', { kind: 'person' })
    return c.json(await imports.run(c.var.principal, c.req.valid('json')))
  })
  routes.get('/people/:id', async (c) => {
    const id = c.req.param('id')
    requireAllowed(c.var.principal, 'people.read', { kind: 'person', id })
    const person = await people.details(c.var.principal, id)
    const owned = keys
      .list(c.var.principal)
      .filter(({ owner }) => owner.kind === 'person' && owner.id === id)
    return c.json({ ...person, keys: owned.length } satisfies PersonDetails)
  })
  routes.patch('/people/:id', body(UpdatePerson), async (c) => {
    const id = c.req.param('id')
    requireAllowed(c.var.principal, 'people.manage', { kind: 'person', id })
    return c.json(await people.update(c.var.principal, id, c.req.valid('json')))
  })
}

function addGroups(routes: Hono<ApiEnv>, { groups }: Administration): void {
  routes.get('/groups', async (c) =>
    c.json({ groups: await groups.list(c.var.principal) } satisfies GroupList),
  )
  routes.post('/groups', body(CreateGroup), async (c) => {
    requireAllowed(c.var.principal, 'group.manage', { kind: 'group' })
    return c.json(await groups.create(c.var.principal, c.req.valid('json')), 201)
  })
  routes.get('/groups/:id', async (c) =>
    c.json(await groups.get(c.var.principal, c.req.param('id'))),
  )
  routes.patch('/groups/:id', body(UpdateGroup), async (c) => {
    const id = c.req.param('id')
    requireAllowed(c.var.principal, 'group.manage', { kind: 'group', id })
    return c.json(await groups.update(c.var.principal, id, c.req.valid('json')))
  })
  routes.delete('/groups/:id', async (c) => {
    const id = c.req.param('id')
    requireAllowed(c.var.principal, 'group.manage', { kind: 'group', id })
    await groups.remove(c.var.principal, id)
    return c.body(null, 204)
  })
  routes.get('/groups/:id/members', async (c) => {
    const search = query(c, MemberSearch)
    return c.json(await groups.members(c.var.principal, c.req.param('id'), search))
  })
  routes.post('/groups/:id/members', body(AddMember), async (c) => {
    const id = c.req.param('id')
    requireAllowed(c.var.principal, 'group.manage-members', { kind: 'group', id })
    await groups.addMember(c.var.principal, id, c.req.valid('json'))
    return c.body(null, 204)
  })
  routes.delete('/groups/:id/members/:person', async (c) => {
    const { id, person } = c.req.param()
    requireAllowed(c.var.principal, 'group.manage-members', { kind: 'group', id })
    await groups.removeMember(c.var.principal, id, person)
    return c.body(null, 204)
  })
}

function addPrograms(routes: Hono<ApiEnv>, { programs }: Administration): void {
  routes.get('/service-accounts', async (c) => {
    requireAllowed(c.var.principal, 'people.read', { kind: 'service-account' })
    const serviceAccounts = await programs.list(c.var.principal)
    return c.json({ serviceAccounts } satisfies ServiceAccountList)
  })
  routes.post('/service-accounts', body(CreateServiceAccount), async (c) => {
    requireAllowed(c.var.principal, 'service-account.manage', { kind: 'service-account' })
    return c.json(await programs.create(c.var.principal, c.req.valid('json')), 201)
  })
  routes.patch('/service-accounts/:id', body(UpdateServiceAccount), async (c) => {
    const id = c.req.param('id')
    requireAllowed(c.var.principal, 'service-account.manage', { kind: 'service-account', id })
    return c.json(await programs.update(c.var.principal, id, c.req.valid('json')))
  })
  routes.delete('/service-accounts/:id', async (c) => {
    const id = c.req.param('id')
    requireAllowed(c.var.principal, 'service-account.manage', { kind: 'service-account', id })
    await programs.remove(c.var.principal, id)
    return c.body(null, 204)
  })
}

function addRoles(routes: Hono<ApiEnv>, { roles }: Administration): void {
  const give = async (c: Context<ApiEnv>, kind: HolderKey['kind'], role: Role) => {
    const holder = holderOf(c, kind)
    await roles.give(c.var.principal, holder, role)
    return c.body(null, 204)
  }
  const take = async (c: Context<ApiEnv>, kind: HolderKey['kind']) => {
    const holder = holderOf(c, kind)
    const role = Role.safeParse(c.req.param('role'))
    if (!role.success) throw new AppError('not_found', 'There is no such role.')
    await roles.take(c.var.principal, holder, role.data)
    return c.body(null, 204)
  }
  routes.get('/roles', (c) => {
    requireAllowed(c.var.principal, 'people.read', { kind: 'role' })
    return c.json({ roles: roles.list(c.var.principal) } satisfies RoleList)
  })
  routes.post('/people/:id/roles', body(GrantRole), (c) =>
    give(c, 'person', c.req.valid('json').role),
  )
  routes.delete('/people/:id/roles/:role', (c) => take(c, 'person'))
  routes.post('/groups/:id/roles', body(GrantRole), (c) =>
    give(c, 'group', c.req.valid('json').role),
  )
  routes.delete('/groups/:id/roles/:role', (c) => take(c, 'group'))
  routes.post('/service-accounts/:id/roles', body(GrantRole), (c) =>
    give(c, 'service', c.req.valid('json').role),
  )
  routes.delete('/service-accounts/:id/roles/:role', (c) => take(c, 'service'))
}

/** Asks first: also before it is looked whether there is such a one. */
function holderOf(c: Context<ApiEnv>, kind: HolderKey['kind']): HolderKey {
  const id = c.req.param('id') ?? ''
  const resource = kind === 'service' ? 'service-account' : kind
  requireAllowed(c.var.principal, 'role.manage', { kind: resource, id })
  return { kind, id }
}

function addOrganisation(routes: Hono<ApiEnv>, { organisation }: Administration): void {
  routes.get('/organisation', (c) => c.json(organisation.get(c.var.principal)))
  routes.patch('/organisation', body(UpdateOrganisation), async (c) => {
    requireAllowed(c.var.principal, 'organisation.manage', { kind: 'organisation' })
    return c.json(await organisation.update(c.var.principal, c.req.valid('json')))
  })
  routes.get('/subjects', (c) => {
    requireAllowed(c.var.principal, 'people.read', { kind: 'person' })
    return c.json(organisation.findSubjects(c.var.principal, query(c, SubjectSearch)))
  })
}

function query<Schema extends z.ZodType>(c: Context<ApiEnv>, schema: Schema): z.output<Schema> {
  const parsed = schema.safeParse(c.req.query())
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const param = issue?.path.map(String).join('.') ?? ''
  throw new AppError('invalid_request', `${param}: ${issue?.message ?? 'It cannot be read.'}`, {
    param,
  })
}
