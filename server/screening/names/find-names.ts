import type { Finding } from '../detect/finding.ts'
import { findAddresses } from './find-addresses.ts'
import { findPeople } from './find-people.ts'
import { readTokens } from './tokens.ts'

/** Names of people and postal addresses in a text, by rules: none over another. An address is an address, whoever it is named after. */
export function findNames(text: string, hint = ''): Finding[] {
  const tokens = readTokens(text)
  const addresses = findAddresses(text, tokens)
  const people = findPeople(text, hint, tokens).filter(
    (one) => !addresses.some(({ start, end }) => start < one.end && one.start < end),
  )
  return [...addresses, ...people]
}
