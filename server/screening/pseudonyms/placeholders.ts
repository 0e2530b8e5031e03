import type { FindingKind } from '#wire/screening.ts'

/** What stands for each kind in what a model reads: English capitals, which models copy and do not translate. */
export const LABELS: Readonly<Record<FindingKind, string>> = {
  secret: 'SECRET',
  'national-id': 'ID',
  iban: 'IBAN',
  'payment-card': 'CARD',
  'document-number': 'DOCUMENT',
  phone: 'PHONE',
  email: 'EMAIL',
  'ip-address': 'IP',
  'vehicle-plate': 'PLATE',
  'date-of-birth': 'BIRTHDATE',
  person: 'PERSON',
  address: 'ADDRESS',
  unreadable: 'FILE',
}

/** What a value that does not come back is replaced by. */
export function maskOf(kind: FindingKind): string {
  return `[${LABELS[kind]}]`
}

/** `⟦PHONE_FR_2⟧`: the hint (a country, `F` or `M`) is for the model; kind and number say which it is. */
function placeholderOf(kind: FindingKind, number: number, hint: string | null): string {
  return `⟦${LABELS[kind]}${hint === null ? '' : `_${hint}`}_${number}⟧`
}

/** One value and what stands for it. */
export interface Pseudonym {
  kind: FindingKind
  number: number
  hint: string | null
  value: string
}

/** Who stands for whom, in one call or one conversation. */
export interface PseudonymMap {
  /** What stands for the value: the same each time. */
  nameFor(kind: FindingKind, value: string, hint: string | null): string
  /** What `LABEL` and number stand for; undefined: nothing of ours. */
  valueOf(label: string, number: number): string | undefined
  /** The labels that are in use. */
  labels(): readonly string[]
  entries(): readonly Pseudonym[]
  /** Entries that were added since it was made. */
  added(): readonly Pseudonym[]
  /** These stand in the text already, and mean nothing of ours. */
  avoid(text: string): void
}

const WRITTEN =
  /\b(SECRET|ID|IBAN|CARD|DOCUMENT|PHONE|EMAIL|IP|PLATE|BIRTHDATE|PERSON|ADDRESS)_(?:[A-Z]{1,2}_)?(\d{1,6})\b/g

/** @param after New ones are numbered from here on: what somebody else keeps may have others of the low numbers. */
export function createPseudonymMap(known: readonly Pseudonym[] = [], after = 0): PseudonymMap {
  const entries = [...known]
  const byValue = new Map<string, Pseudonym>()
  const byName = new Map<string, string>()
  const highest = new Map<string, number>()
  const taken = new Set<string>()
  const note = (entry: Pseudonym) => {
    const label = LABELS[entry.kind]
    byValue.set(`${entry.kind} ${entry.value}`, entry)
    byName.set(`${label} ${entry.number}`, entry.value)
    highest.set(label, Math.max(highest.get(label) ?? 0, entry.number))
  }
  for (const entry of known) note(entry)
  return {
    nameFor(kind, value, hint) {
      const found = byValue.get(`${kind} ${value}`)
      if (found) return placeholderOf(kind, found.number, found.hint)
      const label = LABELS[kind]
      let number = (highest.get(label) ?? after) + 1
      while (taken.has(`${label} ${number}`)) number += 1
      const entry = { kind, number, hint, value }
      entries.push(entry)
      note(entry)
      return placeholderOf(kind, number, hint)
    },
    valueOf: (label, number) => byName.get(`${label} ${number}`),
    labels: () => [...new Set(entries.map(({ kind }) => LABELS[kind]))],
    entries: () => entries,
    added: () => entries.slice(known.length),
    avoid(text) {
      for (const [, label = '', number = ''] of text.matchAll(WRITTEN)) {
        if (!byName.has(`${label} ${Number(number)}`)) taken.add(`${label} ${Number(number)}`)
      }
    },
  }
}
