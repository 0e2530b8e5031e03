import { ProviderTest, SignInOverview } from '#wire/sso.ts'
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
]
