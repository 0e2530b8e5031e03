import { Hono, type Context } from 'hono'
import {
  AskReset,
  ConfirmCode,
  NewPasskey,
  Nothing,
  PasswordSignIn,
  ReadTicket,
  SecondFactor,
  TicketPasskey,
  TicketPassword,
  UsedPasskey,
  type NewAuthenticator,
  type PasskeyOptions,
  type SignInMethods,
  type SignInStep,
  type TicketInfo,
} from '#wire/accounts.ts'
import { body } from '#server/http/body.ts'
import type { Bindings } from '#server/http/server.ts'
import { actingAs } from '#server/lib/acting.ts'
import { createId } from '#server/lib/ids.ts'
import { clientAddress } from '../../client-address.ts'
import { refuseOtherSites } from '../../guard.ts'
import { cookiesNamed, toCookie, toSessionCookie } from '../../session-cookie.ts'
import type { Accounts } from '../accounts.ts'
import { FLOW_MS } from '../flows.ts'
import type { PersonRef } from '../identity-port.ts'
import type { Browser, Outcome } from '../outcome.ts'
import { noPasskeysHere, type PasskeySite } from '../passkeys.ts'
import { createTotpSecret, toTotpUri } from '../totp.ts'

interface Env {
  Bindings: Bindings
  Variables: { browser: Browser }
}
type C = Context<Env>

const SMALL_BYTES = 64 * 1024
const YEAR_SECONDS = 365 * 24 * 3600
/** Names of cookies, after the one of the session. */
const PASSKEY = 'passkey'
const STEP = 'step'
const DEVICE = 'device'

/**
 * `/api/sign-in/…`: for whoever is not signed in yet, and so outside the guard. Only our own pages may ask; each answer costs a
 * stranger patience (attempts.ts); what is between two steps is in cookies of the one browser.
 */
export function createEntranceRoutes(accounts: Accounts): Hono<Env> {
  const { signIn } = accounts
  const routes = new Hono<Env>()
  const reply = (c: C, outcome: Outcome) => answer(c, accounts, outcome)

  routes.use('/sign-in/*', async (c, next) => {
    const { method, headers } = c.req.raw
    refuseOtherSites({ method, headers }, accounts.publicUrl)
    c.set('browser', browserOf(c, accounts))
    await next()
    c.header('cache-control', 'no-store')
  })

  routes.get('/sign-in/methods', async (c) =>
    c.json((await accounts.methods(hostOf(c))) satisfies SignInMethods),
  )

  routes.post('/sign-in/password', body(PasswordSignIn, SMALL_BYTES), async (c) =>
    reply(c, await signIn.password(c.var.browser, c.req.valid('json'))),
  )

  routes.post('/sign-in/passkey/options', body(Nothing, SMALL_BYTES), async (c) => {
    const { options, flow } = await signIn.passkeyOptions(siteOf(c, accounts))
    keep(c, accounts, { name: PASSKEY, value: flow })
    return c.json(options satisfies PasskeyOptions)
  })

  routes.post('/sign-in/passkey', body(UsedPasskey, SMALL_BYTES), async (c) => {
    const site = siteOf(c, accounts)
    const flow = kept(c, accounts, PASSKEY)
    const { response } = c.req.valid('json')
    return reply(c, await signIn.passkey(c.var.browser, { site, flow, response }))
  })

  addSecondSteps(routes, accounts)
  addTickets(routes, accounts)
  return routes
}

function addSecondSteps(routes: Hono<Env>, accounts: Accounts): void {
  const { signIn } = accounts
  const reply = (c: C, outcome: Outcome) => answer(c, accounts, outcome)

  routes.post('/sign-in/second-factor', body(SecondFactor, SMALL_BYTES), async (c) => {
    const flow = kept(c, accounts, STEP)
    return reply(c, await signIn.secondFactor(c.var.browser, flow, c.req.valid('json')))
  })

  routes.post('/sign-in/second-factor/passkey/options', body(Nothing, SMALL_BYTES), async (c) => {
    const site = siteOf(c, accounts)
    const { options, flow } = await signIn.secondPasskeyOptions(site, kept(c, accounts, STEP))
    keep(c, accounts, { name: STEP, value: flow })
    return c.json(options satisfies PasskeyOptions)
  })

  routes.post('/sign-in/second-factor/passkey', body(UsedPasskey, SMALL_BYTES), async (c) => {
    const site = siteOf(c, accounts)
    const flow = kept(c, accounts, STEP)
    const { response } = c.req.valid('json')
    return reply(c, await signIn.secondPasskey(c.var.browser, { site, flow, response }))
  })

  routes.post('/sign-in/enrol', body(Nothing, SMALL_BYTES), (c) => {
    const secret = createTotpSecret()
    const { person, flow } = signIn.beginEnrolment(kept(c, accounts, STEP), secret)
    keep(c, accounts, { name: STEP, value: flow })
    const issuer = `Galerne ${accounts.organisationName(person.tenantId)}`
    const uri = toTotpUri({ secret, issuer, account: person.email })
    return c.json({ secret, uri } satisfies NewAuthenticator)
  })

  routes.post('/sign-in/enrol/confirm', body(ConfirmCode, SMALL_BYTES), async (c) => {
    const { code } = c.req.valid('json')
    return reply(c, await signIn.enrol(c.var.browser, kept(c, accounts, STEP), code))
  })

  routes.post('/sign-in/enrol/passkey/options', body(Nothing, SMALL_BYTES), async (c) => {
    const site = siteOf(c, accounts)
    const { options, flow } = await signIn.beginPasskeyEnrolment(kept(c, accounts, STEP), site)
    keep(c, accounts, { name: STEP, value: flow })
    return c.json(options satisfies PasskeyOptions)
  })

  routes.post('/sign-in/enrol/passkey', body(NewPasskey, SMALL_BYTES), async (c) => {
    const made = {
      ...c.req.valid('json'),
      site: siteOf(c, accounts),
      flow: kept(c, accounts, STEP),
    }
    return reply(c, await signIn.enrolPasskey(c.var.browser, made))
  })
}

function addTickets(routes: Hono<Env>, accounts: Accounts): void {
  const { tickets, accepting } = accounts
  const as = <T>(c: C, person: PersonRef, work: () => Promise<T>) => {
    const name = accounts.nameOfPerson(person)
    const actor = { kind: 'person', id: person.personId, name }
    return actingAs({ actor, requestId: createId(), address: c.var.browser.address }, work)
  }

  routes.post('/sign-in/reset', body(AskReset, SMALL_BYTES), async (c) => {
    // Counted, and never given back: each may cause a mail.
    await accounts.attempts.beginAt(c.var.browser.address)
    tickets.requestReset(c.req.valid('json').email)
    return c.body(null, 202)
  })

  routes.post('/sign-in/ticket', body(ReadTicket, SMALL_BYTES), async (c) => {
    const attempt = await accounts.attempts.beginAt(c.var.browser.address)
    const info = await tickets.describe(c.req.valid('json').token)
    await attempt.succeed()
    return c.json({
      ...info,
      passkey: accounts.siteOf(hostOf(c)) !== undefined,
    } satisfies TicketInfo)
  })

  routes.post('/sign-in/ticket/password', body(TicketPassword, SMALL_BYTES), async (c) => {
    const { token, password } = c.req.valid('json')
    const { ticket } = await tickets.open(token)
    return as(c, ticket, async () =>
      answer(c, accounts, await accepting.withPassword(c.var.browser, token, password)),
    )
  })

  routes.post('/sign-in/ticket/passkey/options', body(ReadTicket, SMALL_BYTES), async (c) => {
    const { options, flow } = await accepting.beginPasskey(
      c.req.valid('json').token,
      siteOf(c, accounts),
    )
    keep(c, accounts, { name: PASSKEY, value: flow })
    return c.json(options satisfies PasskeyOptions)
  })

  routes.post('/sign-in/ticket/passkey', body(TicketPasskey, SMALL_BYTES), async (c) => {
    const wish = {
      ...c.req.valid('json'),
      site: siteOf(c, accounts),
      flow: kept(c, accounts, PASSKEY),
    }
    const { ticket } = await tickets.open(wish.token)
    return as(c, ticket, async () =>
      answer(c, accounts, await accepting.withPasskey(c.var.browser, wish)),
    )
  })

  routes.post('/sign-in/ticket/address', body(ReadTicket, SMALL_BYTES), async (c) => {
    const { token } = c.req.valid('json')
    const { ticket } = await tickets.open(token)
    return as(c, ticket, async () => {
      await accepting.confirmAddress(token)
      return c.body(null, 204)
    })
  })
}

function hostOf(c: C): string {
  return c.req.header('host') ?? ''
}

function siteOf(c: C, accounts: Accounts): PasskeySite {
  const site = accounts.siteOf(hostOf(c))
  if (site) return site
  throw noPasskeysHere()
}

function browserOf(c: C, accounts: Accounts): Browser {
  const from = {
    socket: { remoteAddress: c.env?.remoteAddress },
    headers: { 'x-forwarded-for': c.req.header('x-forwarded-for') },
  }
  return {
    userAgent: c.req.header('user-agent') ?? '',
    address: clientAddress(from, accounts.trustedProxies) ?? null,
    deviceToken: kept(c, accounts, DEVICE),
  }
}

function kept(c: C, { cookie }: Accounts, name: string): string | undefined {
  return cookiesNamed(`${cookie.name}-${name}`, c.req.header('cookie') ?? '')[0]
}

function keep(
  c: C,
  { cookie }: Accounts,
  wish: { name: string; value: string; maxAgeSeconds?: number },
): void {
  const { name, value, maxAgeSeconds = FLOW_MS / 1000 } = wish
  const text = toCookie({ ...cookie, name: `${cookie.name}-${name}`, value, maxAgeSeconds })
  c.header('set-cookie', text, { append: true })
}

/** Whoever is in has nothing in between any more; whoever is not keeps what the next step needs. */
function answer(c: C, accounts: Accounts, outcome: Outcome): Response {
  const { step, sessionToken, deviceToken, flow } = outcome
  if (flow !== undefined) keep(c, accounts, { name: STEP, value: flow })
  if (sessionToken !== undefined) {
    c.header('set-cookie', toSessionCookie(accounts.cookie, sessionToken), { append: true })
    keep(c, accounts, { name: STEP, value: '', maxAgeSeconds: 0 })
    keep(c, accounts, { name: PASSKEY, value: '', maxAgeSeconds: 0 })
  }
  if (deviceToken !== undefined) {
    keep(c, accounts, { name: DEVICE, value: deviceToken, maxAgeSeconds: YEAR_SECONDS })
  }
  if (step.step !== 'enrol') return c.json(step satisfies SignInStep)
  const passkey = accounts.siteOf(hostOf(c)) !== undefined
  return c.json({ step: 'enrol', passkey } satisfies SignInStep)
}
