import type { OidcForm, OwnSignInForm, SamlForm } from '#wire/own-sign-in.ts'

const NEW = {
  name: '',
  isEnabled: false,
  mayCreatePeople: true,
  trustedDomains: [],
  allowedDomains: [],
  groups: null,
  roles: null,
} satisfies Partial<OwnSignInForm>

export const NEW_OIDC: OidcForm = {
  ...NEW,
  kind: 'oidc',
  profile: 'generic',
  issuer: '',
  clientId: '',
  requiresSecondFactor: false,
  isInternal: false,
}

export const NEW_SAML: SamlForm = {
  ...NEW,
  kind: 'saml',
  entityId: '',
  signInUrl: '',
  certificates: [],
  emailAttribute: null,
  nameAttribute: null,
}

/** Domains as one writes them: with commas, spaces or on lines. */
export function toDomains(text: string): string[] {
  return text
    .split(/[\s,;]+/)
    .filter((one) => one !== '')
    .map((one) => one.replace(/^.*@/, '').toLowerCase())
}

/** Certificates one after the other, in PEM; or the base64 of one. */
export function toCertificates(text: string): string[] {
  const pems = text.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g)
  return pems ?? [text].filter((one) => one.trim() !== '')
}
