import { SignInLink } from '#wire/access.ts'
import {
  CreatedOrganisation,
  InstalledOrganisation,
  InstalledOrganisationList,
  NameOrganisation,
} from '#wire/organisations.ts'
import type { Row } from './api-operation.ts'

/** For whoever runs the machine, with the token of the command line. */
export const INSTALLATION_ROWS: Row[] = [
  [
    'get',
    '/installation/organisations',
    'The organisations of this installation. For its operator alone.',
    { answer: { InstalledOrganisationList } },
  ],
  [
    'post',
    '/installation/organisations',
    'Make an organisation, with a link that signs in its first owner.',
    { body: { NameOrganisation }, answer: { CreatedOrganisation }, status: 201 },
  ],
  [
    'post',
    '/installation/organisations/:id',
    'Give an organisation another name.',
    { body: { NameOrganisation }, answer: { InstalledOrganisation } },
  ],
  [
    'post',
    '/installation/organisations/:id/sign-in-links',
    'A link that signs in an owner of the organisation.',
    { answer: { SignInLink }, status: 201 },
  ],
]
