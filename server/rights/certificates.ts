import { createHash } from 'node:crypto'
import type { DisposalCertificate, SignedDisposal } from '#wire/rights.ts'
import { canonicalJson } from '#server/lib/canonical-json.ts'
import type { Clock } from '#server/lib/clock.ts'
import type { TransactionSql } from '#server/lib/database.ts'
import { createId } from '#server/lib/ids.ts'
import type { SecretBox } from '#server/lib/secret-box.ts'
import { createSigningKey, openPrivateKey, signJson, verifyJson } from '#server/lib/signed-json.ts'
import { insertDisposal, readOrInsertKey } from './disposals-store.ts'

/** Of what a certificate is the statement: no signature of another kind passes for one. */
const DISPOSAL_CONTEXT = 'galerne-disposal'

export interface Disposed {
  kind: DisposalCertificate['kind']
  rule: string
  by: string
  pseudonym: string | null
  counts: DisposalCertificate['counts']
  idsSha256: string
  limits: string
}

export interface Certificates {
  /** Within the transaction of the deletion: it is proven if, and only if, it happened. Resolves with its id. */
  issue(sql: TransactionSql, tenantId: string, disposed: Disposed): Promise<string>
}

export function createCertificates(options: {
  box: SecretBox
  clock: Clock
  nameOf: (tenantId: string) => string
}): Certificates {
  const { box, clock, nameOf } = options
  return {
    async issue(sql, tenantId, disposed) {
      const made = createSigningKey()
      const id = createHash('sha256').update(made.publicKey).digest('hex').slice(0, 16)
      const contextOf = (keyId: string) => `${tenantId}|rights_keys|sealed|${keyId}`
      const sealed = box.seal(made.privateKey, contextOf(id))
      const key = await readOrInsertKey(sql, tenantId, { id, publicKey: made.publicKey, sealed })
      const certificate: DisposalCertificate = {
        version: 1,
        id: createId(clock.now()),
        organisation: { id: tenantId, name: nameOf(tenantId) },
        at: new Date(clock.now()).toISOString(),
        ...disposed,
      }
      const privateKey = openPrivateKey(box.open(key.sealed, contextOf(key.id)))
      const signature = signJson(certificate, DISPOSAL_CONTEXT, privateKey)
      await insertDisposal(sql, tenantId, {
        id: certificate.id,
        kind: certificate.kind,
        at: certificate.at,
        certificate: canonicalJson(certificate),
        signature,
        keyId: key.id,
      })
      return certificate.id
    },
  }
}

/** Whether a certificate is what was signed. Whose key it is, whoever checks has to know. */
export function isGenuine({ certificate, signature, publicKey }: SignedDisposal): boolean {
  return verifyJson(certificate, DISPOSAL_CONTEXT, { signature, publicKey })
}
