import type { Assurance } from '../principal.ts'
import type { ProviderSettings } from './settings.ts'

/** Somebody whom a provider has sent, as it describes them; nothing here is ours yet. */
export interface Arrival {
  provider: ProviderSettings
  kind: 'oidc' | 'saml' | 'ldap'
  /** Who says so, for ever: the issuer, the entity id, the directory. With `subject` it is who they are. */
  issuer: string
  subject: string
  /** Lower case; null: it said none. */
  email: string | null
  isEmailVerified: boolean
  /** The domain that it is sure they belong to; undefined: it said none. */
  domain: string | undefined
  name: string
  /** As the provider calls them; null: it did not say, so that what is known stays. */
  groups: readonly string[] | null
  /** What roles are mapped from; null: it did not say. */
  roles: readonly string[] | null
  assurance: Assurance
  /** What ends the session by. */
  session: { sid: string | null; idToken: string | null }
}
