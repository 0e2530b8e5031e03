import { escapeMarkup } from '#server/lib/escape-markup.ts'

/** What is taken, the best first (XML Encryption 1.1). */
const ENCRYPTION = [
  'http://www.w3.org/2009/xmlenc11#aes256-gcm',
  'http://www.w3.org/2009/xmlenc11#aes128-gcm',
  'http://www.w3.org/2009/xmlenc11#rsa-oaep',
  'http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p',
]
const BINDINGS = 'urn:oasis:names:tc:SAML:2.0:bindings:'

/** What an identity provider is told we are (SAML 2.0 Metadata, section 2.4.4). */
export function writeMetadata(baseUrl: string, certificate: string): string {
  const at = escapeMarkup(baseUrl)
  const base64 = certificate.replaceAll(/-----[^-]+-----|\s/g, '')
  const key = (use: string, methods: string) =>
    `<md:KeyDescriptor use="${use}"><ds:KeyInfo><ds:X509Data><ds:X509Certificate>${base64}</ds:X509Certificate></ds:X509Data></ds:KeyInfo>${methods}</md:KeyDescriptor>`
  const methods = ENCRYPTION.map((one) => `<md:EncryptionMethod Algorithm="${one}"/>`).join('')
  const signOut = ['HTTP-Redirect', 'HTTP-POST'].map(
    (binding) =>
      `<md:SingleLogoutService Binding="${BINDINGS}${binding}" Location="${at}/sign-out"/>`,
  )
  return [
    '<?xml version="1.0"?>',
    `<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" xmlns:ds="http://www.w3.org/2000/09/xmldsig#" entityID="${at}/metadata">`,
    '<md:SPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol" AuthnRequestsSigned="false" WantAssertionsSigned="true">',
    key('signing', ''),
    key('encryption', methods),
    ...signOut,
    '<md:NameIDFormat>urn:oasis:names:tc:SAML:2.0:nameid-format:persistent</md:NameIDFormat>',
    `<md:AssertionConsumerService index="1" isDefault="true" Binding="${BINDINGS}HTTP-POST" Location="${at}/acs"/>`,
    '</md:SPSSODescriptor></md:EntityDescriptor>',
    '',
  ].join('\n')
}
