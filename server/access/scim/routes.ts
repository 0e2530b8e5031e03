import { Hono, type Context } from 'hono'
import { z } from 'zod'
import { HTTP_STATUS } from '#wire/errors.ts'
import type { Bindings } from '#server/http/server.ts'
import { actingAs } from '#server/lib/acting.ts'
import { AppError } from '#server/lib/app-error.ts'
import { createId } from '#server/lib/ids.ts'
import { isShallow } from '#server/lib/is-shallow.ts'
import type { Log } from '#server/lib/log.ts'
import { parseJson } from '#server/lib/parse-json.ts'
import { clientAddress, type AddressRanges, type AddressSource } from '../client-address.ts'
import type { KeyRing } from '../keys.ts'
import type { Principal } from '../principal.ts'
import { isObject, memberOf, type JsonObject } from './attribute-path.ts'
import { pickAttributes } from './pick-attributes.ts'
import { PatchRequest } from './patch.ts'
import { MAX_COUNT, type ScimResources } from './scim.ts'
import { listResourceTypes, listSchemas, toProviderConfig } from './schemas.ts'
import { ScimError, toScimErrorBody } from './scim-error.ts'
import { versionOf } from './user-resource.ts'

export interface ScimOptions {
  users: ScimResources
  groups: ScimResources
  keys: Pick<KeyRing, 'find'>
  trustedProxies: AddressRanges
  baseUrl: () => string
  log: Log
}

type Env = { Bindings: Bindings; Variables: { service: Principal } }

const LIST = 'urn:ietf:params:scim:api:messages:2.0:ListResponse'
const MAX_BODY_BYTES = 4 * 1024 * 1024

/** SCIM 2.0 (RFC 7644) at `/scim/v2`, for the key of a service account that has the scope `scim`. */
export function createScimRoutes(options: ScimOptions): Hono<{ Bindings: Bindings }> {
  const outer = new Hono<{ Bindings: Bindings }>()
  const { users, groups, baseUrl, log } = options
  const routes = new Hono<Env>().basePath('/scim/v2')
  routes.use(async (c, next) => {
    const service = toService(c, options)
    c.set('service', service)
    const { kind, id, name } = service
    // On record is who asked, not the proxy that handed it on.
    const address = clientAddress(sourceOf(c), options.trustedProxies) ?? null
    await actingAs({ actor: { kind, id, name }, requestId: createId(), address }, next)
  })
  routes.onError((error) => toErrorAnswer(error, log))

  routes.get('/ServiceProviderConfig', () => answer(toProviderConfig(baseUrl())))
  addFixedList(routes, '/ResourceTypes', () => listResourceTypes(baseUrl()))
  addFixedList(routes, '/Schemas', () => listSchemas(baseUrl()))
  addResources(routes, '/Users', users)
  addResources(routes, '/Groups', groups)
  routes.all('*', () => {
    throw new ScimError(404, 'There is nothing at this address.')
  })
  outer.route('/', routes)
  return outer
}

function addFixedList(routes: Hono<Env>, path: string, list: () => JsonObject[]): void {
  routes.get(path, (c) => {
    if (c.req.query('filter')) throw new ScimError(403, 'These are not filtered.')
    const all = list()
    return answer(toList({ resources: all, total: all.length, startIndex: 1 }))
  })
  routes.get(`${path}/:id`, (c) => {
    const found = list().find(({ id }) => id === c.req.param('id'))
    if (!found) throw new ScimError(404, 'There is no such description.')
    return answer(found)
  })
}

function addResources(routes: Hono<Env>, path: string, resources: ScimResources): void {
  const one = `${path}/:id`
  const idOf = (c: Context<Env>) => c.req.param('id') ?? ''
  const ifMatchOf = (c: Context<Env>) => c.req.header('if-match')
  const show = (c: Context<Env>, resource: JsonObject, status = 200) =>
    answer(pickAttributes(resource, c.req.query()), status, resource)

  routes.get(path, async (c) => {
    const found = await resources.list(c.var.service, toListWish(c.req.query()))
    const picked = found.resources.map((resource) => pickAttributes(resource, c.req.query()))
    return answer(toList({ ...found, resources: picked }))
  })
  routes.post(path, async (c) => {
    return show(c, await resources.create(c.var.service, await readBody(c)), 201)
  })
  // For filters that do not fit into an address (RFC 7644, section 3.4.3).
  routes.post(`${path}/.search`, async (c) => {
    const wish = SearchRequest.parse(await readBody(c))
    const found = await resources.list(c.var.service, toListWish(wish))
    const picked = found.resources.map((resource) => pickAttributes(resource, wish))
    return answer(toList({ ...found, resources: picked }))
  })
  routes.get(one, async (c) => {
    const resource = await resources.get(c.var.service, idOf(c))
    if (c.req.header('if-none-match') === versionOf(resource))
      return new Response(null, { status: 304 })
    return show(c, resource)
  })
  routes.put(one, async (c) => {
    const change = { resource: await readBody(c), ifMatch: ifMatchOf(c) }
    return show(c, await resources.replace(c.var.service, idOf(c), change))
  })
  routes.patch(one, async (c) => {
    const request = PatchRequest.safeParse(named(await readBody(c)))
    if (!request.success) {
      throw new ScimError(400, 'The body must be a PatchOp with Operations.', 'invalidSyntax')
    }
    const change = { request: request.data, ifMatch: ifMatchOf(c) }
    return show(c, await resources.patch(c.var.service, idOf(c), change))
  })
  routes.delete(one, async (c) => {
    await resources.remove(c.var.service, idOf(c), ifMatchOf(c))
    return new Response(null, { status: 204 })
  })
}

/** The service account behind the key; it acts, and its rights are the bound. */
function toService(c: Context<Env>, { keys }: ScimOptions): Principal {
  const bearer = /^Bearer (\S+)$/i.exec(c.req.header('authorization') ?? '')?.[1]
  const key = bearer === undefined ? undefined : keys.find(bearer, sourceOf(c))
  const { owner, holder, scopes } = key?.grant ?? {}
  if (owner?.kind === 'service' && holder && scopes?.has('scim')) return holder
  throw new ScimError(
    401,
    'Give the key of a service account, which must have the scope “scim”, as a bearer token.',
  )
}

function sourceOf(c: Context<Env>): AddressSource {
  return {
    socket: { remoteAddress: c.env?.remoteAddress },
    headers: { 'x-forwarded-for': c.req.header('x-forwarded-for') },
  }
}

const OPERATION_NAMES = new Set(['op', 'path', 'value'])

/** Names of attributes have no case in SCIM, those of messages included. */
function named(body: JsonObject): JsonObject {
  const operations = memberOf(body, 'Operations')
  const list = Array.isArray(operations) ? operations : [operations ?? null]
  return {
    Operations: list.map((one) =>
      isObject(one)
        ? Object.fromEntries(
            Object.entries(one).map(([name, value]) => {
              const lower = name.toLowerCase()
              return [OPERATION_NAMES.has(lower) ? lower : name, value]
            }),
          )
        : one,
    ),
  }
}

const Whole = z.coerce.number().int().catch(1)
const SearchRequest = z.looseObject({
  filter: z.string().optional(),
  startIndex: z.union([z.number(), z.string()]).optional(),
  count: z.union([z.number(), z.string()]).optional(),
  attributes: z.union([z.string(), z.array(z.string())]).optional(),
  excludedAttributes: z.union([z.string(), z.array(z.string())]).optional(),
})

function toListWish({ filter, startIndex, count }: z.infer<typeof SearchRequest>) {
  const wanted = count === undefined ? 100 : Whole.parse(count)
  return {
    filter: filter?.trim() ? filter : undefined,
    startIndex: Math.max(1, Whole.parse(startIndex ?? 1)),
    count: Math.min(Math.max(0, wanted), MAX_COUNT),
  }
}

function toList({
  resources,
  total,
  startIndex,
}: {
  resources: JsonObject[]
  total: number
  startIndex: number
}) {
  return {
    schemas: [LIST],
    totalResults: total,
    startIndex,
    itemsPerPage: resources.length,
    Resources: resources,
  }
}

async function readBody(c: Context<Env>): Promise<JsonObject> {
  const type = c.req.header('content-type') ?? ''
  if (!/^application\/(scim\+)?json\s*(;|$)/i.test(type)) {
    throw new ScimError(415, 'Send application/scim+json.', 'invalidSyntax')
  }
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of c.req.raw.body ?? []) {
    length += chunk.byteLength
    if (length > MAX_BODY_BYTES) throw new ScimError(413, 'The body is too large.')
    chunks.push(chunk)
  }
  const value = parseJson(Buffer.concat(chunks).toString('utf8'))
  if (!isObject(value)) throw new ScimError(400, 'The body must be a JSON object.', 'invalidSyntax')
  if (!isShallow(value)) {
    throw new ScimError(400, 'The body is nested too deeply.', 'invalidSyntax')
  }
  return value
}

function answer(body: JsonObject | object, status = 200, resource?: JsonObject): Response {
  const meta = resource && memberOf(resource, 'meta')
  const location = isObject(meta) ? meta['location'] : undefined
  return new Response(JSON.stringify(body), {
    status,
    headers: {
      'content-type': 'application/scim+json; charset=utf-8',
      'cache-control': 'no-store',
      ...(resource && { etag: versionOf(resource) }),
      ...(status === 201 && typeof location === 'string' && { location }),
    },
  })
}

function toErrorAnswer(error: unknown, log: Log): Response {
  const known =
    error instanceof ScimError
      ? error
      : error instanceof AppError
        ? new ScimError(HTTP_STATUS[error.code], error.message)
        : error instanceof RangeError
          ? new ScimError(400, 'The body is nested too deeply.', 'invalidSyntax')
          : new ScimError(500, 'Something broke on our side. The log has the details.')
  if (known.status === 500) log.error('scim.failed', { error })
  return answer(toScimErrorBody(known), known.status)
}
