import type { Classification } from '#wire/classification.ts'
import {
  FindingKind,
  type Destination,
  type ScreeningChoice,
  type ScreeningRule,
  type ScreeningTable,
} from '#wire/screening.ts'
import { isInUnion } from '#server/access/policy/demands.ts'
import type { DeploymentTags } from '#server/providers/provider.ts'

/** Of declared tags alone: an operator whose law nobody has declared is “other”. */
export function destinationOf(
  tags: Pick<DeploymentTags, 'isOwnHardware' | 'jurisdiction'>,
): Destination {
  if (tags.isOwnHardware) return 'own'
  return isInUnion(tags.jurisdiction) ? 'eu' : 'other'
}

/** Whoever has one of these can do harm with it. */
const GRAVE: ReadonlySet<FindingKind> = new Set<FindingKind>([
  'national-id',
  'iban',
  'payment-card',
  'document-number',
])

/**
 * What is done where nobody has chosen. Own machines get everything: nothing leaves. Secrets go to nobody else. Of what is
 * public or internal only numbers that identify somebody for life are held back, so that a newcomer's letter with an address in
 * it stays as it is. What is restricted goes out under pseudonyms; what is secret goes to nobody outside the EU's law.
 */
export function defaultChoice(
  classification: Classification,
  destination: Destination,
  kind: FindingKind,
): ScreeningChoice {
  if (destination === 'own') return 'allow'
  if (kind === 'unreadable') return unreadableChoice(classification, destination)
  if (kind === 'secret') return 'block'
  if (classification === 'restricted') return 'pseudonym'
  if (classification === 'secret') return destination === 'eu' ? 'pseudonym' : 'block'
  if (!GRAVE.has(kind)) return 'allow'
  return destination === 'eu' ? 'warn' : 'pseudonym'
}

/** What nobody can look into cannot leave under pseudonyms: where the words have to, it stays. */
function unreadableChoice(
  classification: Classification,
  destination: Destination,
): ScreeningChoice {
  if (classification === 'restricted' || classification === 'secret') return 'block'
  return destination === 'eu' ? 'allow' : 'warn'
}

/** Secrets leave for nobody: not even where somebody would choose so. */
export function isFixed({
  destination,
  kind,
}: Pick<ScreeningRule, 'destination' | 'kind'>): boolean {
  return kind === 'secret' && destination !== 'own'
}

export type Row = Readonly<Record<FindingKind, ScreeningChoice>>

/** Every choice, with those that somebody made in place of the defaults. */
export function tableOf(rules: readonly ScreeningRule[]): ScreeningTable {
  const rowOf = (classification: Classification, destination: Destination) =>
    mapKinds((kind) => {
      const rule = rules.find(
        (one) =>
          one.kind === kind &&
          one.destination === destination &&
          one.classification === classification,
      )
      const isChosen = rule !== undefined && !isFixed(rule)
      return isChosen ? rule.choice : defaultChoice(classification, destination, kind)
    })
  const of = (classification: Classification) => ({
    own: rowOf(classification, 'own'),
    eu: rowOf(classification, 'eu'),
    other: rowOf(classification, 'other'),
  })
  return {
    public: of('public'),
    internal: of('internal'),
    restricted: of('restricted'),
    secret: of('secret'),
  }
}

function mapKinds(
  choose: (kind: FindingKind) => ScreeningChoice,
): Record<FindingKind, ScreeningChoice> {
  return {
    secret: choose('secret'),
    'national-id': choose('national-id'),
    iban: choose('iban'),
    'payment-card': choose('payment-card'),
    'document-number': choose('document-number'),
    phone: choose('phone'),
    email: choose('email'),
    'ip-address': choose('ip-address'),
    'vehicle-plate': choose('vehicle-plate'),
    'date-of-birth': choose('date-of-birth'),
    person: choose('person'),
    address: choose('address'),
    unreadable: choose('unreadable'),
  }
}

/** Whether nothing has to be looked for. */
export function isIdle(row: Row): boolean {
  return FindingKind.options.every((kind) => row[kind] === 'allow')
}

/** Whether names and addresses have to be looked for, which costs more than all else. */
export function wantsNames(row: Row): boolean {
  return row.person !== 'allow' || row.address !== 'allow'
}
