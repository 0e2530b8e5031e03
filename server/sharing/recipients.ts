import type { Recipient, RecipientList } from '#wire/sharing.ts'
import type { Principal } from '#server/access/principal.ts'
import { holdsRight } from '#server/access/rights.ts'
import { AppError } from '#server/lib/app-error.ts'
import type { People } from './share-rules.ts'

const MOST = 10
/** One letter would list half of the organisation. */
const FEWEST_LETTERS = 2

/** The first few people and groups whose name, or whose address, fits. Only those who could read it. */
export function findRecipients(
  people: People,
  principal: Principal,
  q: string,
): RecipientList['recipients'] {
  const wanted = plain(q)
  if (wanted.length < FEWEST_LETTERS) return []
  const { people: persons, groups } = people.snapshot(principal.tenantId)
  const found: RecipientList['recipients'] = []
  for (const { id, name } of groups.values()) {
    if (plain(name).includes(wanted)) found.push({ kind: 'group', id, name, note: null })
    if (found.length === MOST) break
  }
  for (const { id, name, email } of persons.values()) {
    if (found.length === MOST * 2) break
    if (!plain(`${name} ${email ?? ''}`).includes(wanted) || id === principal.id) continue
    if (canRead(people, principal.tenantId, id)) {
      found.push({ kind: 'person', id, name, note: email })
    }
  }
  return found
    .toSorted((a, b) => rank(a.name) - rank(b.name) || a.name.localeCompare(b.name))
    .slice(0, MOST)

  /** Whose name begins so comes first. */
  function rank(name: string): number {
    return plain(name).startsWith(wanted) ? 0 : 1
  }
}

/** Throws `invalid_request` for whoever is not there, or could not read it anyway; the same for both. */
export function requireReader(people: People, principal: Principal, recipient: Recipient): void {
  const { kind, id } = recipient
  const { tenantId } = principal
  const isThere =
    kind === 'group' ? people.findGroup(tenantId, id) !== undefined : canRead(people, tenantId, id)
  if (isThere && id !== principal.id) return
  throw new AppError(
    'invalid_request',
    'One of those whom you chose is not here any more, or cannot read conversations. Choose again.',
    { param: 'to.recipients' },
  )
}

function canRead(people: People, tenantId: string, id: string): boolean {
  const person = people.findPerson(tenantId, id)
  return person !== undefined && holdsRight(person, 'conversation.read')
}

/** Without accents and case: “Naħla” is found by “nahla”, “Łukasz” by “lukasz”. */
function plain(text: string): string {
  return text
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[łđħøıßæœþð]/g, (letter) => PLAIN[letter] ?? letter)
    .trim()
}

const PLAIN: Readonly<Record<string, string>> = {
  ł: 'l',
  đ: 'd',
  ħ: 'h',
  ø: 'o',
  ı: 'i',
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  þ: 'th',
  ð: 'd',
}
