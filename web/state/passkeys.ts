import type { PasskeyCreated, PasskeyOptions, PasskeyUsed } from '#wire/accounts.ts'

/** The browser, or whoever sits before it, did not go on. */
export class PasskeyRefused extends Error {
  /** There is one of this person here already. */
  readonly isKnown: boolean

  constructor(cause: unknown) {
    super('No passkey was given.', { cause })
    this.name = 'PasskeyRefused'
    this.isKnown = cause instanceof DOMException && cause.name === 'InvalidStateError'
  }
}

export function canUsePasskeys(): boolean {
  return window.isSecureContext && 'PublicKeyCredential' in window
}

/** Whether the browser offers passkeys in the list of addresses that it knows. */
export async function canSuggestPasskeys(): Promise<boolean> {
  if (!canUsePasskeys()) return false
  return (await PublicKeyCredential.isConditionalMediationAvailable?.()) ?? false
}

/** Has the browser make one. Throws PasskeyRefused. */
export async function makePasskey(options: PasskeyOptions): Promise<PasskeyCreated> {
  const { rp, user, pubKeyCredParams, excludeCredentials } = options
  if (!rp || !user || !pubKeyCredParams) throw new TypeError('These options make no passkey.')
  const credential = await ask(() =>
    navigator.credentials.create({
      publicKey: {
        challenge: toBytes(options.challenge),
        rp: { name: rp.name, ...(rp.id !== undefined && { id: rp.id }) },
        user: { id: toBytes(user.id), name: user.name, displayName: user.displayName },
        pubKeyCredParams: pubKeyCredParams.map(({ alg }) => ({ type: 'public-key', alg })),
        excludeCredentials: (excludeCredentials ?? []).map(toDescriptor),
        authenticatorSelection: {
          requireResidentKey: true,
          residentKey: 'required',
          userVerification: 'required',
        },
        attestation: 'none',
      },
    }),
  )
  const { response } = credential
  if (!(response instanceof AuthenticatorAttestationResponse)) throw new PasskeyRefused(response)
  return {
    ...headOf(credential),
    response: {
      clientDataJSON: fromBytes(response.clientDataJSON),
      attestationObject: fromBytes(response.attestationObject),
      transports: response.getTransports?.() ?? [],
    },
  }
}

/**
 * Asks for one that is there. Throws PasskeyRefused.
 * @param how.isSuggested Offered among the addresses that the browser knows; resolves when one is chosen there.
 */
export async function askForPasskey(
  { challenge, rpId, allowCredentials }: PasskeyOptions,
  how: { signal?: AbortSignal; isSuggested?: boolean } = {},
): Promise<PasskeyUsed> {
  const credential = await ask(() =>
    navigator.credentials.get({
      publicKey: {
        challenge: toBytes(challenge),
        ...(rpId !== undefined && { rpId }),
        allowCredentials: (allowCredentials ?? []).map(toDescriptor),
        userVerification: 'required',
      },
      ...(how.signal && { signal: how.signal }),
      ...(how.isSuggested && { mediation: 'conditional' }),
    }),
  )
  const { response } = credential
  if (!(response instanceof AuthenticatorAssertionResponse)) throw new PasskeyRefused(response)
  const { clientDataJSON, authenticatorData, signature, userHandle } = response
  return {
    ...headOf(credential),
    response: {
      clientDataJSON: fromBytes(clientDataJSON),
      authenticatorData: fromBytes(authenticatorData),
      signature: fromBytes(signature),
      ...(userHandle && { userHandle: fromBytes(userHandle) }),
    },
  }
}

async function ask(work: () => Promise<Credential | null>): Promise<PublicKeyCredential> {
  let credential: Credential | null
  try {
    credential = await work()
  } catch (error) {
    throw new PasskeyRefused(error)
  }
  if (credential instanceof PublicKeyCredential) return credential
  throw new PasskeyRefused(credential)
}

function headOf({ id, rawId }: PublicKeyCredential) {
  return {
    id,
    rawId: fromBytes(rawId),
    type: 'public-key' as const,
    clientExtensionResults: {},
  }
}

function toDescriptor({ id, transports }: { id: string; transports?: string[] | undefined }) {
  return {
    type: 'public-key' as const,
    id: toBytes(id),
    ...(transports && { transports: transports.filter(isTransport) }),
  }
}

function isTransport(text: string): text is AuthenticatorTransport {
  return ['ble', 'hybrid', 'internal', 'nfc', 'usb'].includes(text)
}

function toBytes(base64url: string): Uint8Array<ArrayBuffer> {
  const base64 = base64url.replaceAll('-', '+').replaceAll('_', '/')
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
}

function fromBytes(buffer: ArrayBuffer): string {
  const text = Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join('')
  return btoa(text).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}
