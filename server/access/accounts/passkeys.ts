import {
  generateAuthenticationOptions,
  generateRegistrationOptions,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
  type AuthenticatorTransport,
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
} from '@simplewebauthn/server'
import { decodeAttestationObject, isoBase64URL } from '@simplewebauthn/server/helpers'
import { isIP } from 'node:net'
import type { PasskeyCreated, PasskeyUsed } from '#wire/accounts.ts'
import { AppError } from '#server/lib/app-error.ts'

/** EdDSA, ES256, RS256: what authenticators have (COSE, RFC 9053). */
const ALGORITHMS = [-8, -7, -257]

/** Where passkeys are good: a name, and the one origin that may ask for them (WebAuthn Level 3, 13.4.9). */
export interface PasskeySite {
  rpId: string
  origin: string
}

export interface Passkey {
  /** base64url, as the authenticator calls it. */
  id: string
  tenantId: string
  personId: string
  name: string
  publicKey: Uint8Array<ArrayBuffer>
  counter: number
  transports: string[]
  isSynced: boolean
  createdAt: Date
  lastUsedAt: Date | null
}

/**
 * Undefined: passkeys do not work under this address. They are bound to a name, so not to 127.0.0.1, and to https, except for
 * `localhost`.
 * @param host The `Host` of the request; where people reach Galerne by a public address, that one counts alone.
 */
export function passkeySiteOf(publicUrl: string | null, host: string): PasskeySite | undefined {
  if (!URL.canParse(publicUrl ?? `http://${host}`)) return undefined
  const { hostname, origin, protocol } = new URL(publicUrl ?? `http://${host}`)
  const isName = isIP(hostname.replaceAll(/^\[|\]$/g, '')) === 0
  const isSafe = protocol === 'https:' || hostname === 'localhost'
  return isName && isSafe ? { rpId: hostname, origin } : undefined
}

/** What of a person the authenticator keeps: ids, so that it needs no address to find them again. */
export function toUserHandle({ tenantId, personId }: { tenantId: string; personId: string }) {
  return Uint8Array.from(Buffer.from((tenantId + personId).replaceAll('-', ''), 'hex'))
}

/** Undefined: not one of ours. */
export function readUserHandle(handle: string | undefined) {
  const hex = Buffer.from(handle ?? '', 'base64url').toString('hex')
  if (hex.length !== 64) return undefined
  const [tenantId, personId] = [hex.slice(0, 32), hex.slice(32)].map((id) =>
    id.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5'),
  )
  return { tenantId: tenantId ?? '', personId: personId ?? '' }
}

/** For `navigator.credentials.create`. A passkey that the person already has is not offered again. */
export function creationOptions(wish: {
  site: PasskeySite
  person: { tenantId: string; personId: string; name: string; account: string }
  existing: readonly Passkey[]
}): Promise<PublicKeyCredentialCreationOptionsJSON> {
  const { site, person, existing } = wish
  return generateRegistrationOptions({
    rpName: 'Galerne',
    rpID: site.rpId,
    userID: toUserHandle(person),
    userName: person.account,
    userDisplayName: person.name,
    attestationType: 'none',
    supportedAlgorithmIDs: ALGORITHMS,
    excludeCredentials: existing.map(toDescriptor),
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
  })
}

/** For `navigator.credentials.get`. With nobody named, the authenticator offers whatever it has for this site. */
export function requestOptions(
  site: PasskeySite,
  existing: readonly Passkey[] = [],
): Promise<PublicKeyCredentialRequestOptionsJSON> {
  return generateAuthenticationOptions({
    rpID: site.rpId,
    userVerification: 'required',
    ...(existing.length > 0 && { allowCredentials: existing.map(toDescriptor) }),
  })
}

/** Throws `invalid_request` for what is no new passkey of this site. */
export async function verifyCreation(
  response: PasskeyCreated,
  { site, challenge }: { site: PasskeySite; challenge: string },
): Promise<Pick<Passkey, 'id' | 'publicKey' | 'counter' | 'transports' | 'isSynced'>> {
  try {
    refuseAttestation(response)
    const { transports = [], ...rest } = response.response
    const { verified, registrationInfo } = await verifyRegistrationResponse({
      response: { ...response, response: { ...rest, transports: transports.filter(isTransport) } },
      expectedChallenge: challenge,
      expectedOrigin: site.origin,
      expectedRPID: site.rpId,
      requireUserVerification: true,
      supportedAlgorithmIDs: ALGORITHMS,
    })
    if (!verified) throw new Error('not verified')
    const { credential, credentialBackedUp } = registrationInfo
    return {
      id: credential.id,
      publicKey: Uint8Array.from(credential.publicKey),
      counter: credential.counter,
      transports: [...(credential.transports ?? [])],
      isSynced: credentialBackedUp,
    }
  } catch (cause) {
    throw new AppError('invalid_request', 'The passkey could not be added. Try again.', { cause })
  }
}

/** The new count of its uses; undefined: it was not this passkey, here and now. */
export async function verifyUse(
  response: PasskeyUsed,
  against: { site: PasskeySite; challenge: string; passkey: Passkey },
): Promise<{ counter: number; isSynced: boolean } | undefined> {
  const { site, challenge, passkey } = against
  const { id, publicKey, counter } = passkey
  try {
    const { userHandle, ...rest } = response.response
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response: {
        ...response,
        response: { ...rest, ...(userHandle !== undefined && { userHandle }) },
      },
      expectedChallenge: challenge,
      expectedOrigin: site.origin,
      expectedRPID: site.rpId,
      credential: { id, publicKey, counter },
      requireUserVerification: true,
    })
    if (!verified) return undefined
    const { newCounter, credentialBackedUp } = authenticationInfo
    return { counter: newCounter, isSynced: credentialBackedUp }
  } catch {
    return undefined
  }
}

/**
 * We ask for no attestation, so there is none to believe. One that is sent all the same is refused before the library reads
 * it: parsers of certificates, and lists of revoked ones to be fetched, are nothing for strangers to reach.
 */
function refuseAttestation({ response }: PasskeyCreated): void {
  const attestation = decodeAttestationObject(isoBase64URL.toBuffer(response.attestationObject))
  const hasCertificate = (attestation.get('attStmt').get('x5c')?.length ?? 0) > 0
  const format = attestation.get('fmt')
  if (hasCertificate || (format !== 'none' && format !== 'packed')) {
    throw new Error(`an attestation of the kind ${format} was sent, and none was asked for`)
  }
}

function toDescriptor({ id, transports }: Passkey) {
  return { id, transports: transports.filter(isTransport) }
}

function isTransport(text: string): text is AuthenticatorTransport {
  return ['ble', 'cable', 'hybrid', 'internal', 'nfc', 'smart-card', 'usb'].includes(text)
}

export function noPasskeysHere(): AppError {
  return new AppError(
    'not_supported',
    'Passkeys do not work under this address: they need https and a name, or http://localhost.',
  )
}
