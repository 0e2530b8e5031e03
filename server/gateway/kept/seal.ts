import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Secret } from '#server/lib/secret.ts'

/** What a provider keeps for a tenant: a response, by the name that the provider gave it. */
export interface KeptThing {
  providerId: string
  id: string
}

/**
 * Names of things that providers keep, such that the name alone tells where the thing is and whose it is: nothing needs to be
 * remembered, on any replica, and nobody can name what another tenant has there.
 */
export interface Seal {
  seal(thing: KeptThing, tenantId: string): string
  /** Undefined: it is none of this tenant's names. */
  open(name: string, tenantId: string): KeptThing | undefined
}

const MARK = 'resp_gal_'
const MAC_LENGTH = 22

/** @param keys The newest first: it makes names, all of them know theirs. Empty: names prove nothing (tests). */
export function createSeal(keys: readonly Secret[]): Seal {
  const known = keys.length > 0 ? keys.map((key) => key.expose()) : ['']
  const [newest = ''] = known
  return {
    seal(thing, tenantId) {
      const { providerId, id } = thing
      const packed = Buffer.from(id).toString('base64url')
      return `${MARK}${providerId}_${macOf(newest, thing, tenantId)}${packed}`
    },
    open(name, tenantId) {
      const match = /^resp_gal_([a-z0-9-]{1,64})_([\w-]{22})([\w-]{1,1000})$/.exec(name)
      const [, providerId = '', mac = '', packed = ''] = match ?? []
      if (!match) return undefined
      const thing = { providerId, id: Buffer.from(packed, 'base64url').toString('utf8') }
      // One name for one thing: other spellings of it are none.
      if (Buffer.from(thing.id).toString('base64url') !== packed) return undefined
      const isOurs = known.some((key) => isSame(macOf(key, thing, tenantId), mac))
      return isOurs ? thing : undefined
    },
  }
}

function macOf(key: string, { providerId, id }: KeptThing, tenantId: string): string {
  const text = JSON.stringify(['kept by a provider', tenantId, providerId, id])
  return createHmac('sha256', key).update(text).digest('base64url').slice(0, MAC_LENGTH)
}

function isSame(a: string, b: string): boolean {
  return timingSafeEqual(Buffer.from(a), Buffer.from(b))
}
