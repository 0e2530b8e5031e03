import { Hono, type Context } from 'hono'
import {
  ChangeEmail,
  ChangePassword,
  ConfirmCode,
  ConfirmPassword,
  CreateTicket,
  NewPasskey,
  Nothing,
  RenamePasskey,
  UpdateAccount,
  UpdateSignInRules,
  UsedPasskey,
  type Account,
  type AccountJoin,
  type ChangedEmail,
  type ConfirmAnswer,
  type CreatedTicket,
  type EndedSessions,
  type NewAuthenticator,
  type PasskeyOptions,
  type RecoveryCodes,
  type SignInRules,
} from '#wire/accounts.ts'
import { body } from '#server/http/body.ts'
import type { Bindings } from '#server/http/server.ts'
import { AppError } from '#server/lib/app-error.ts'
import type { ApiEnv } from '../api-env.ts'
import { requireAllowed } from '../require-allowed.ts'
import { cookiesNamed, toCookie, toSessionCookie } from '../session-cookie.ts'
import type { OpenSession } from '../sessions.ts'
import type { Accounts } from './accounts.ts'
import { FLOW_MS } from './flows.ts'
import type { Self } from './own-account.ts'
import { noPasskeysHere, type PasskeySite } from './passkeys.ts'

interface Env {
  Bindings: Bindings
  Variables: ApiEnv['Variables'] & { session?: OpenSession & { token: string } }
}
type C = Context<Env>

const SMALL_BYTES = 64 * 1024

/** One's own account, and what administrators do for other people's. Behind the guard. */
export function createAccountRoutes(accounts: Accounts): Hono<Env> {
  const routes = new Hono<Env>()
  addProfile(routes, accounts)
  addPasskeys(routes, accounts)
  addCodes(routes, accounts)
  addConfirmation(routes, accounts)
  addSessions(routes, accounts)
  addJoining(routes, accounts)
  addPeople(routes, accounts)
  return routes
}

function addProfile(routes: Hono<Env>, accounts: Accounts): void {
  const { own } = accounts
  routes.get('/account', async (c) => {
    const self = selfOf(c)
    return c.json((await own.describe(self, accounts.siteOf(hostOf(c)))) satisfies Account)
  })

  routes.patch('/account', body(UpdateAccount), async (c) => {
    await own.update(selfOf(c), c.req.valid('json'))
    return c.body(null, 204)
  })

  routes.post('/account/email', body(ChangeEmail), async (c) => {
    const self = await freshSelfOf(c, accounts)
    const changed = await own.changeEmail(self, c.req.valid('json').email)
    return c.json(changed satisfies ChangedEmail)
  })

  routes.post('/account/password', body(ChangePassword), async (c) => {
    const self = await freshSelfOf(c, accounts)
    await own.changePassword(self, c.req.valid('json').password)
    return renewed(c, accounts, await own.renew(self, ['pwd']))
  })

  routes.delete('/account/password', async (c) => {
    const self = await freshSelfOf(c, accounts)
    await own.removePassword(self)
    return renewed(c, accounts, await own.renew(self))
  })
}

function addPasskeys(routes: Hono<Env>, accounts: Accounts): void {
  const { own } = accounts
  routes.post('/account/passkeys/options', body(Nothing), async (c) => {
    const self = await freshSelfOf(c, accounts)
    const { options, flow } = await own.beginPasskey(self, siteOf(c, accounts))
    keepFlow(c, accounts, flow)
    return c.json(options satisfies PasskeyOptions)
  })

  routes.post('/account/passkeys', body(NewPasskey, SMALL_BYTES), async (c) => {
    const self = await freshSelfOf(c, accounts)
    const flow = flowOf(c, accounts)
    await own.addPasskey(self, { ...c.req.valid('json'), site: siteOf(c, accounts), flow })
    return renewed(c, accounts, await own.renew(self))
  })

  routes.patch('/account/passkeys/:id', body(RenamePasskey), async (c) => {
    await own.renamePasskey(selfOf(c), c.req.param('id'), c.req.valid('json').name)
    return c.body(null, 204)
  })

  routes.delete('/account/passkeys/:id', async (c) => {
    const self = await freshSelfOf(c, accounts)
    await own.removePasskey(self, c.req.param('id'))
    return renewed(c, accounts, await own.renew(self))
  })
}

function addCodes(routes: Hono<Env>, accounts: Accounts): void {
  const { own } = accounts
  routes.post('/account/authenticator/options', body(Nothing), async (c) => {
    const self = await freshSelfOf(c, accounts)
    const { secret, uri, flow } = await own.beginAuthenticator(self)
    keepFlow(c, accounts, flow)
    return c.json({ secret, uri } satisfies NewAuthenticator)
  })

  routes.post('/account/authenticator', body(ConfirmCode), async (c) => {
    const self = await freshSelfOf(c, accounts)
    const codes = await own.addAuthenticator(self, flowOf(c, accounts), c.req.valid('json').code)
    signInAgain(c, accounts, await own.renew(self))
    return c.json({ codes } satisfies RecoveryCodes)
  })

  routes.delete('/account/authenticator', async (c) => {
    const self = await freshSelfOf(c, accounts)
    await own.removeAuthenticator(self)
    return renewed(c, accounts, await own.renew(self))
  })

  routes.post('/account/recovery-codes', body(Nothing), async (c) => {
    const self = await freshSelfOf(c, accounts)
    return c.json({ codes: await own.replaceRecoveryCodes(self) } satisfies RecoveryCodes)
  })
}

function addConfirmation(routes: Hono<Env>, accounts: Accounts): void {
  const { own } = accounts
  routes.post('/account/confirm/password', body(ConfirmPassword), async (c) => {
    const token = await own.confirmByPassword(selfOf(c), c.req.valid('json'))
    if (token === undefined) return c.json({ step: 'second-factor' } satisfies ConfirmAnswer)
    signInAgain(c, accounts, token)
    return c.json({ step: 'done' } satisfies ConfirmAnswer)
  })

  routes.post('/account/confirm/passkey/options', body(Nothing), async (c) => {
    const { options, flow } = await own.beginConfirm(selfOf(c), siteOf(c, accounts))
    keepFlow(c, accounts, flow)
    return c.json(options satisfies PasskeyOptions)
  })

  routes.post('/account/confirm/passkey', body(UsedPasskey, SMALL_BYTES), async (c) => {
    const { response } = c.req.valid('json')
    const self = selfOf(c)
    const use = { response, site: siteOf(c, accounts), flow: flowOf(c, accounts) }
    signInAgain(c, accounts, await own.confirmByPasskey(self, use))
    return c.json({ step: 'done' } satisfies ConfirmAnswer)
  })
}

function addSessions(routes: Hono<Env>, accounts: Accounts): void {
  const { sessions, tickets } = accounts
  routes.delete('/account/sessions/:id', async (c) => {
    const { tenantId, personId } = selfOf(c)
    if (!(await sessions.revoke(tenantId, personId, c.req.param('id')))) {
      throw new AppError('not_found', 'This session has ended already.')
    }
    return c.body(null, 204)
  })

  routes.post('/account/sessions/end-others', body(Nothing), async (c) => {
    const { tenantId, personId, session } = selfOf(c)
    await tickets.drop({ tenantId, personId })
    const ended = await sessions.revokeAll(tenantId, personId, session.id)
    return c.json({ ended } satisfies EndedSessions)
  })

  routes.delete('/account/sessions', async (c) => {
    const { tenantId, personId } = selfOf(c)
    await tickets.drop({ tenantId, personId })
    const ended = await sessions.revokeAll(tenantId, personId)
    const { cookie } = accounts
    c.header('set-cookie', toCookie({ ...cookie, value: '', maxAgeSeconds: 0 }), { append: true })
    return c.json({ ended } satisfies EndedSessions)
  })
}

/** Two accounts of one person: by that person alone. */
function addJoining(routes: Hono<Env>, accounts: Accounts): void {
  const { join, cookie } = accounts
  const name = `${cookie.name}-join`
  const begun = (c: C) => cookiesNamed(name, c.req.header('cookie') ?? '')[0]
  const keep = (c: C, value: string, maxAgeSeconds: number) =>
    c.header('set-cookie', toCookie({ ...cookie, name, value, maxAgeSeconds }), { append: true })

  routes.get('/account/join', async (c) =>
    c.json((await join.describe(selfOf(c), begun(c))) satisfies AccountJoin),
  )
  routes.post('/account/join/begin', body(Nothing), async (c) => {
    keep(c, join.begin(await freshSelfOf(c, accounts)), FLOW_MS / 1000)
    return c.body(null, 204)
  })
  routes.post('/account/join', body(Nothing), async (c) => {
    const self = await freshSelfOf(c, accounts)
    await join.finish(self, begun(c))
    keep(c, '', 0)
    return renewed(c, accounts, await accounts.own.renew(self))
  })
  routes.delete('/account/join', (c) => {
    selfOf(c)
    keep(c, '', 0)
    return c.body(null, 204)
  })
}

function addPeople(routes: Hono<Env>, { people }: Accounts): void {
  routes.post('/people/:id/tickets', body(CreateTicket), async (c) => {
    const id = c.req.param('id')
    requireAllowed(c.var.principal, 'people.manage', { kind: 'person', id })
    const { kind } = c.req.valid('json')
    const ticket: CreatedTicket = await people.createTicket(c.var.principal, id, kind)
    return c.json(ticket, 201)
  })

  routes.delete('/people/:id/second-factors', async (c) => {
    const id = c.req.param('id')
    requireAllowed(c.var.principal, 'people.manage', { kind: 'person', id })
    await people.removeSecondFactors(c.var.principal, id)
    return c.body(null, 204)
  })

  routes.delete('/people/:id/sessions', async (c) => {
    const id = c.req.param('id')
    requireAllowed(c.var.principal, 'people.manage', { kind: 'person', id })
    const ended = await people.signOut(c.var.principal, id)
    return c.json({ ended } satisfies EndedSessions)
  })

  routes.get('/sign-in-rules', async (c) => {
    requireAllowed(c.var.principal, 'sign-in.manage', { kind: 'sign-in' })
    return c.json((await people.rules(c.var.principal)) satisfies SignInRules)
  })

  routes.patch('/sign-in-rules', body(UpdateSignInRules), async (c) => {
    requireAllowed(c.var.principal, 'sign-in.manage', { kind: 'sign-in' })
    const rules = await people.changeRules(c.var.principal, c.req.valid('json'))
    return c.json(rules satisfies SignInRules)
  })
}

/** Throws `forbidden` unless it is a person with a session: keys and programs have no account. */
function selfOf(c: C): Self {
  const { principal, session } = c.var
  requireAllowed(principal, 'account.manage', { kind: 'account', id: principal.id })
  if (principal.kind === 'person' && session) {
    return { tenantId: principal.tenantId, personId: principal.id, principal, session }
  }
  throw new AppError('forbidden', 'Only who is signed in by a browser has an account to change.')
}

async function freshSelfOf(c: C, { own }: Accounts): Promise<Self> {
  const self = selfOf(c)
  await own.requireFresh(self)
  return self
}

function hostOf(c: C): string {
  return c.req.header('host') ?? ''
}

function siteOf(c: C, accounts: Accounts): PasskeySite {
  const site = accounts.siteOf(hostOf(c))
  if (site) return site
  throw noPasskeysHere()
}

function flowOf(c: C, { cookie }: Accounts): string | undefined {
  return cookiesNamed(`${cookie.name}-own`, c.req.header('cookie') ?? '')[0]
}

function keepFlow(c: C, { cookie }: Accounts, value: string): void {
  const text = toCookie({
    ...cookie,
    name: `${cookie.name}-own`,
    value,
    maxAgeSeconds: FLOW_MS / 1000,
  })
  c.header('set-cookie', text, { append: true })
}

function signInAgain(c: C, { cookie }: Accounts, token: string): void {
  c.header('set-cookie', toSessionCookie(cookie, token), { append: true })
}

function renewed(c: C, accounts: Accounts, token: string): Response {
  signInAgain(c, accounts, token)
  return c.body(null, 204)
}
