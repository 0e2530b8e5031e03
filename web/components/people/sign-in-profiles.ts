import type { SignInProvider } from '#wire/sso.ts'

/** Names of products, the same in every language. */
export const PROFILES: Record<NonNullable<SignInProvider['profile']>, string | null> = {
  generic: null,
  keycloak: 'Keycloak',
  'entra-id': 'Microsoft Entra ID',
  google: 'Google',
  proconnect: 'ProConnect',
}
