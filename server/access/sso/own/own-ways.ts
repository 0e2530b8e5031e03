import { randomInt } from 'node:crypto'
import type { OwnSignIn, SaveOwnSignIn } from '#wire/own-sign-in.ts'
import { AppError } from '#server/lib/app-error.ts'
import type { Clock } from '#server/lib/clock.ts'
import type { SecretBox } from '#server/lib/secret-box.ts'
import { requireFreshIfPerson } from '../../fresh.ts'
import { runsInstallation } from '../../installation.ts'
import type { Principal } from '../../principal.ts'
import { requireAllowed } from '../../require-allowed.ts'
import type { OwnWaysStore, StoredWay } from './own-ways-store.ts'
import { secretContext, type RunningWays } from './running-ways.ts'
import { compileWay, formFrom, settingsFrom } from './way-form.ts'

export interface OwnWaysOptions {
  store: OwnWaysStore
  running: RunningWays
  box: SecretBox
  clock: Clock
  /** Where people reach this Galerne. */
  url: () => string
}

export interface OwnWays {
  /** Of the principal's organisation, on and off. */
  list(principal: Principal): OwnSignIn[]
  add(principal: Principal, given: SaveOwnSignIn): Promise<OwnSignIn>
  /** Throws `not_found`, and `invalid_request` where it would become another kind. */
  change(principal: Principal, id: string, given: SaveOwnSignIn): Promise<OwnSignIn>
  /** Whoever came by it stays signed in, and comes in no more that way. Throws `not_found`. */
  remove(principal: Principal, id: string): Promise<void>
}

/** As many as an organisation has for a reason. */
const MAX_WAYS = 50

/**
 * Single sign-on as owners set it up while Galerne runs. Whoever says who vouches for people can come in as any of them, so
 * that only owners may, and only soon after they have signed in.
 */
export function createOwnWays(options: OwnWaysOptions): OwnWays {
  const { store, running, clock } = options
  const describe = (way: StoredWay) => describeWay(way, options)
  const save = (place: WayToSave, given: SaveOwnSignIn) => saveWay(place, given, options)

  const requireConfigure = (principal: Principal, id?: string) => {
    requireAllowed(principal, 'sign-in.configure', { kind: 'sign-in', ...(id && { id }) })
    requireFreshIfPerson(principal, clock)
  }

  const find = ({ tenantId }: Principal, id: string): StoredWay => {
    const found = running.all(tenantId).find((way) => way.id === id)
    if (found) return found
    throw new AppError('not_found', 'There is no such way to sign in that was set up here.')
  }

  return {
    list(principal) {
      requireAllowed(principal, 'sign-in.manage', { kind: 'sign-in' })
      return running.all(principal.tenantId).map(describe)
    },
    async add(principal, given) {
      requireConfigure(principal)
      const { tenantId } = principal
      if (running.all(tenantId).length >= MAX_WAYS) {
        throw new AppError('conflict', `There are ${MAX_WAYS} ways to sign in. Remove one first.`)
      }
      return save({ tenantId, id: makeId(given.form.name), before: undefined }, given)
    },
    async change(principal, id, given) {
      requireConfigure(principal, id)
      const before = find(principal, id)
      if (before.kind !== given.form.kind) {
        throw new AppError('invalid_request', 'A way to sign in stays of its kind. Add another.', {
          param: 'kind',
        })
      }
      return save({ tenantId: principal.tenantId, id, before }, given)
    },
    async remove(principal, id) {
      requireConfigure(principal, id)
      const { tenantId } = principal
      find(principal, id)
      await store.remove(tenantId, id)
      await running.reload(tenantId)
    },
  }
}

function describeWay(way: StoredWay, { url }: Pick<OwnWaysOptions, 'url'>): OwnSignIn {
  return {
    id: way.id,
    form: formFrom(way),
    hasSecret: way.sealedSecret !== null,
    url: `${url()}/sign-in/${way.kind}/${way.id}`,
  }
}

interface WayToSave {
  tenantId: string
  id: string
  /** Undefined: it is new. */
  before: StoredWay | undefined
}

async function saveWay(
  { tenantId, id, before }: WayToSave,
  { form, secret: given }: SaveOwnSignIn,
  options: OwnWaysOptions,
): Promise<OwnSignIn> {
  const { store, running, box, clock } = options
  const { kind, isEnabled } = form
  if (form.kind !== 'saml' && form.isInternal && !runsInstallation(tenantId)) {
    const message = 'Addresses of the network around this installation are for those who run it.'
    throw new AppError('invalid_request', message, { param: 'isInternal' })
  }
  const settings = settingsFrom(form)
  const context = secretContext(tenantId, id)
  const kept = given === undefined ? (before?.sealedSecret ?? null) : null
  if (kept !== null) requireNoMovedSecret(before, { kind, settings })
  const secret = given ?? (kept && box.open(kept, context))
  compileWay({ kind, settings }, { id, tenantId, secret })
  const sealedSecret = given ? box.seal(given, context) : kept
  const updatedAt = new Date(clock.now())
  const way = { id, kind, settings, sealedSecret, isEnabled, updatedAt }
  await store.save(tenantId, way)
  await running.reload(tenantId)
  return describeWay(way, options)
}

/** What says where a secret goes, and over which kind of line. */
const WHERE = ['issuer', 'url', 'usesStartTls', 'ca'] as const

/** A secret is for the service that gave it: whoever changes where it goes has to know it. */
function requireNoMovedSecret(
  before: StoredWay | undefined,
  { kind, settings }: Pick<StoredWay, 'kind' | 'settings'>,
): void {
  const isSame = (name: (typeof WHERE)[number]) =>
    (before?.settings[name] ?? null) === (settings[name] ?? null)
  if (WHERE.every(isSame)) return
  const whose = kind === 'ldap' ? 'password for the new address' : 'client secret of the new issuer'
  throw new AppError('invalid_request', `Enter the ${whose}.`, { param: 'secret' })
}

const LETTERS = 'abcdefghjkmnpqrstuvwxyz23456789'

/** For addresses: what it is called, and six characters that nobody guesses. */
function makeId(name: string): string {
  const plain = name.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase()
  const words = plain.replaceAll(/[^a-z0-9]+/g, '-').replaceAll(/^[^a-z]+|-+$/g, '')
  const random = Array.from({ length: 6 }, () => LETTERS[randomInt(LETTERS.length)]).join('')
  return `${words.slice(0, 30).replace(/-+$/, '') || 'way'}-${random}`
}
