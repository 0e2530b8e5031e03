import { OwnSignIn, ReadSamlMetadata, SamlMetadata, SaveOwnSignIn } from '#wire/own-sign-in.ts'
import { LookedUp, LookUpPerson, ProviderTest, SignInOverview } from '#wire/sso.ts'
import type { Row } from './api-operation.ts'

/** Single sign-on: what is configured, and whether it works. */
export const SIGN_IN_ROWS: Row[] = [
  [
    'get',
    '/sign-in-providers',
    'The ways of single sign-on of the organisation, with the addresses to enter there, and where people are provisioned (SCIM).',
    { answer: { SignInOverview } },
  ],
  [
    'post',
    '/sign-in-providers/:kind/:id/test',
    'Asks one of them as a sign-in would, and says what is wrong.',
    { answer: { ProviderTest } },
  ],
  [
    'post',
    '/sign-in-providers/ldap/:id/look-up',
    'What a directory says of one person, and what they would get here.',
    { body: { LookUpPerson }, answer: { LookedUp } },
  ],
  [
    'post',
    '/own-sign-in',
    'Set up a way of single sign-on, beside those of galerne.yaml. It holds at once.',
    { body: { SaveOwnSignIn }, answer: { OwnSignIn }, status: 201 },
  ],
  [
    'put',
    '/own-sign-in/:id',
    'Change one that was set up here.',
    { body: { SaveOwnSignIn }, answer: { OwnSignIn } },
  ],
  ['delete', '/own-sign-in/:id', 'Remove it. Whoever came by it stays signed in.'],
  [
    'post',
    '/own-sign-in/metadata',
    'What a form needs of the metadata of a SAML identity provider.',
    { body: { SamlMetadata }, answer: { ReadSamlMetadata } },
  ],
]
