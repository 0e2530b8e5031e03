import { randomUUID } from 'node:crypto'
import { SignedXml } from 'xml-crypto'
import { IDP } from './certificates-testing.ts'

export const ENTITY_ID = 'https://idp.example.eu/metadata'

export interface ResponseWish {
  acsUrl: string
  audience: string
  inResponseTo: string
  nameId?: string
  nameIdFormat?: string
  issuer?: string
  recipient?: string
  attributes?: Record<string, string[]>
  /** Milliseconds from now. */
  endsInMs?: number
  signs?: 'assertion' | 'response' | 'both' | 'nothing'
  key?: string
  algorithm?: string
  digest?: string
  id?: string
}

const SHA256 = 'http://www.w3.org/2001/04/xmlenc#sha256'
const RSA_SHA256 = 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256'

/** A response as an identity provider writes it, and what a test wants to be otherwise. */
export function writeResponse(wish: ResponseWish): string {
  const { signs = 'assertion' } = wish
  const plain = responseXml(wish, assertionXml(wish))
  const inner = signs === 'assertion' || signs === 'both' ? sign(plain, 'Assertion', wish) : plain
  return signs === 'response' || signs === 'both' ? sign(inner, 'Response', wish) : inner
}

export const toBase64 = (xml: string) => Buffer.from(xml).toString('base64')

function responseXml({ acsUrl, inResponseTo }: ResponseWish, assertion: string): string {
  return (
    '<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ' +
    `ID="_r${randomUUID()}" Version="2.0" IssueInstant="${at(0)}" Destination="${acsUrl}" InResponseTo="${inResponseTo}">` +
    `<saml:Issuer>${ENTITY_ID}</saml:Issuer>` +
    '<samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status>' +
    `${assertion}</samlp:Response>`
  )
}

export function assertionXml(wish: ResponseWish): string {
  const { acsUrl, audience, inResponseTo, nameId = 'zoe', issuer = ENTITY_ID } = wish
  const { endsInMs = 300_000, recipient = acsUrl, attributes = {}, id = `_a${randomUUID()}` } = wish
  const { nameIdFormat = 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent' } = wish
  const statements = Object.entries(attributes).map(
    ([name, values]) =>
      `<saml:Attribute Name="${name}">${values.map((one) => `<saml:AttributeValue>${one}</saml:AttributeValue>`).join('')}</saml:Attribute>`,
  )
  return (
    `<saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="${id}" Version="2.0" IssueInstant="${at(0)}">` +
    `<saml:Issuer>${issuer}</saml:Issuer>` +
    `<saml:Subject><saml:NameID Format="${nameIdFormat}">${nameId}</saml:NameID>` +
    '<saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer">' +
    `<saml:SubjectConfirmationData NotOnOrAfter="${at(endsInMs)}" Recipient="${recipient}" InResponseTo="${inResponseTo}"/>` +
    '</saml:SubjectConfirmation></saml:Subject>' +
    `<saml:Conditions NotBefore="${at(-60_000)}" NotOnOrAfter="${at(endsInMs)}">` +
    `<saml:AudienceRestriction><saml:Audience>${audience}</saml:Audience></saml:AudienceRestriction></saml:Conditions>` +
    `<saml:AuthnStatement AuthnInstant="${at(0)}" SessionIndex="s1"><saml:AuthnContext>` +
    '<saml:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport</saml:AuthnContextClassRef>' +
    '</saml:AuthnContext></saml:AuthnStatement>' +
    `<saml:AttributeStatement>${statements.join('')}</saml:AttributeStatement></saml:Assertion>`
  )
}

function at(ms: number): string {
  return new Date(Date.now() + ms).toISOString()
}

function sign(xml: string, element: string, { key, algorithm, digest }: ResponseWish): string {
  const signer = new SignedXml({
    privateKey: key ?? IDP.key,
    signatureAlgorithm: algorithm ?? RSA_SHA256,
    canonicalizationAlgorithm: 'http://www.w3.org/2001/10/xml-exc-c14n#',
  })
  const xpath = `//*[local-name(.)='${element}']`
  signer.addReference({
    xpath,
    digestAlgorithm: digest ?? SHA256,
    transforms: [
      'http://www.w3.org/2000/09/xmldsig#enveloped-signature',
      'http://www.w3.org/2001/10/xml-exc-c14n#',
    ],
  })
  signer.computeSignature(xml, {
    location: { reference: `${xpath}/*[local-name(.)='Issuer']`, action: 'after' },
  })
  return signer.getSignedXml()
}
