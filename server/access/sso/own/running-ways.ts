import type { SecretBox } from '#server/lib/secret-box.ts'
import type { Log } from '#server/lib/log.ts'
import type { SignInSettings } from '../settings.ts'
import type { OwnWaysStore, StoredWay } from './own-ways-store.ts'
import { compileWay } from './way-form.ts'

type Ways = SignInSettings

/** The ways in that organisations set up themselves, in memory: whoever signs in asks for them. */
export interface RunningWays {
  /** Of all organisations, switched on; the same objects until one changes. */
  open(): Ways
  /** Of one, as they are stored. */
  all(tenantId: string): readonly StoredWay[]
  /** Of one way, on or off: to try it. Throws where it cannot be understood. */
  compile(tenantId: string, way: StoredWay): Ways
  /** Takes over what the database says now. */
  reload(tenantId: string): Promise<void>
}

export const secretContext = (tenantId: string, id: string) =>
  `${tenantId}|own_sign_in|sealed_secret|${id}`

export function createRunningWays(parts: {
  store: Pick<OwnWaysStore, 'list'>
  box: Pick<SecretBox, 'open'>
  log: Pick<Log, 'warn'>
}): RunningWays {
  const { store, box, log } = parts
  const known = new Map<string, { stored: readonly StoredWay[]; ways: Ways }>()
  const turns = new Map<string, Promise<void>>()
  let merged: Ways = { oidc: [], saml: [], ldap: [] }

  const compile = (tenantId: string, way: StoredWay): Ways => {
    const { id, sealedSecret } = way
    const secret = sealedSecret && box.open(sealedSecret, secretContext(tenantId, id))
    return compileWay(way, { id, tenantId, secret })
  }

  /** One that this version does not understand, or whose secret does not open, is closed, and no other is. */
  const compileAll = (tenantId: string, stored: readonly StoredWay[]): Ways[] =>
    stored.flatMap((way) => {
      if (!way.isEnabled) return []
      try {
        return [compile(tenantId, way)]
      } catch (error) {
        log.warn('sso.way_not_understood', { tenantId, id: way.id, error })
        return []
      }
    })

  async function load(tenantId: string): Promise<void> {
    const stored = await store.list(tenantId)
    if (stored.length === 0) known.delete(tenantId)
    else known.set(tenantId, { stored, ways: merge(compileAll(tenantId, stored)) })
    merged = merge([...known.values()].map(({ ways }) => ways))
  }
  return {
    open: () => merged,
    all: (tenantId) => known.get(tenantId)?.stored ?? [],
    compile,
    // One after the other, so that the later state is the one that stays.
    reload(tenantId) {
      const next = (turns.get(tenantId) ?? Promise.resolve()).then(() => load(tenantId))
      turns.set(
        tenantId,
        next.catch(() => undefined),
      )
      return next
    },
  }
}

function merge(ways: readonly Ways[]): Ways {
  return {
    oidc: ways.flatMap(({ oidc }) => oidc),
    saml: ways.flatMap(({ saml }) => saml),
    ldap: ways.flatMap(({ ldap }) => ldap),
  }
}
