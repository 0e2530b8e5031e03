import { Hono, type Context } from 'hono'
import { z } from 'zod'
import {
  PublishPolicy,
  RestorePolicy,
  TryPolicy,
  type DryRun,
  type PolicyCheck,
  type PolicyState,
  type PolicyVersionDetail,
  type PolicyVersionPage,
} from '#wire/policy.ts'
import { body } from '#server/http/body.ts'
import { AppError } from '#server/lib/app-error.ts'
import type { ApiEnv } from '../api-env.ts'
import { requireAllowed } from '../require-allowed.ts'
import type { PolicyDesk } from './desk.ts'

const Page = z.object({
  before: z.coerce.number().int().positive().default(2_147_483_647),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})
const Version = z.coerce.number().int().positive().max(2_147_483_647)
const MAX_BYTES = 2 * 1024 * 1024

/** `/policies…`, mounted under `/api`. */
export function createPolicyRoutes(desk: PolicyDesk): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>()
  const mayRead = (c: Context<ApiEnv>) =>
    requireAllowed(c.var.principal, 'policy.read', { kind: 'policy' })
  const mayManage = (c: Context<ApiEnv>) =>
    requireAllowed(c.var.principal, 'policy.manage', { kind: 'policy' })

  routes.get('/policies', (c) => {
    mayRead(c)
    const state = desk.state(c.var.principal)
    c.header('etag', `"${state.version}"`)
    return c.json<PolicyState>(state)
  })
  routes.put('/policies', body(PublishPolicy, MAX_BYTES), async (c) => {
    mayManage(c)
    const expected = readExpected(c)
    const state = await desk.publish(c.var.principal, expected, c.req.valid('json'))
    return c.json<PolicyState>(state)
  })
  routes.post('/policies/check', body(TryPolicy, MAX_BYTES), (c) => {
    mayRead(c)
    return c.json<PolicyCheck>(desk.check(c.var.principal, c.req.valid('json').document))
  })
  routes.post('/policies/dry-run', body(TryPolicy, MAX_BYTES), async (c) => {
    mayManage(c)
    return c.json<DryRun>(await desk.dryRun(c.var.principal, c.req.valid('json').document))
  })
  routes.get('/policies/versions', async (c) => {
    mayRead(c)
    const { before, limit } = read(Page, c.req.query(), 'before and limit are numbers')
    return c.json<PolicyVersionPage>(await desk.listVersions(c.var.principal, before, limit))
  })
  routes.get('/policies/versions/:version', async (c) => {
    mayRead(c)
    const version = read(Version, c.req.param('version'), 'A version is a number')
    return c.json<PolicyVersionDetail>(await desk.getVersion(c.var.principal, version))
  })
  routes.post('/policies/versions/:version/restore', body(RestorePolicy), async (c) => {
    mayManage(c)
    const version = read(Version, c.req.param('version'), 'A version is a number')
    const expected = readExpected(c)
    const { note } = c.req.valid('json')
    return c.json<PolicyState>(await desk.restore(c.var.principal, expected, { version, note }))
  })
  return routes
}

/** Without it, whoever saves last would undo what somebody else has just done. */
function readExpected(c: Context<ApiEnv>): number {
  const given = /^"?(\d{1,9})"?$/.exec(c.req.header('if-match') ?? '')?.[1]
  if (given !== undefined) return Number(given)
  throw new AppError(
    'invalid_request',
    'Send the header if-match with the version that the change was made from: if-match: "3".',
    { param: 'if-match' },
  )
}

function read<Schema extends z.ZodType>(
  schema: Schema,
  given: unknown,
  hint: string,
): z.output<Schema> {
  const parsed = schema.safeParse(given)
  if (parsed.success) return parsed.data
  throw new AppError('invalid_request', `${hint}.`)
}
