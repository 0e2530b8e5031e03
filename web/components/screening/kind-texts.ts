import type { MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import type { FindingKind, ScreeningChoice } from '#wire/screening.ts'

/** What is found, as people call it. */
export const KIND_NAMES: Readonly<Record<FindingKind, MessageDescriptor>> = {
  secret: msg`Passwords and keys`,
  'national-id': msg`National identity and tax numbers`,
  iban: msg`Bank accounts (IBAN)`,
  'payment-card': msg`Payment cards`,
  'document-number': msg`Passports and driving licences`,
  phone: msg`Phone numbers`,
  email: msg`E-mail addresses`,
  'ip-address': msg`IP addresses`,
  'vehicle-plate': msg`Vehicle plates`,
  'date-of-birth': msg`Dates of birth`,
  person: msg`Names of people`,
  address: msg`Postal addresses`,
  unreadable: msg`Pictures, recordings and files`,
}

/** What is done with it. */
export const CHOICE_NAMES: Readonly<Record<ScreeningChoice, MessageDescriptor>> = {
  allow: msg`As it is`,
  warn: msg`With a warning`,
  pseudonym: msg`Pseudonym`,
  mask: msg`Blacked out`,
  block: msg`Not sent`,
}
