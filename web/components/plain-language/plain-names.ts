import type { MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import type { Band, FactKind, FindingKind, Measure, PlainText } from '#wire/plain-language.ts'

export const BANDS: Record<Band, MessageDescriptor> = {
  'very-easy': msg`very easy`,
  easy: msg`easy`,
  medium: msg`medium`,
  hard: msg`hard`,
  'very-hard': msg`very hard`,
}

export const VALIDITIES: Record<Measure['validity'], MessageDescriptor> = {
  validated: msg`Tested with readers of this language.`,
  adapted: msg`Taken over from another language and fitted to this one.`,
  general: msg`Never shown to hold for this language: take it as a hint.`,
}

export const FINDINGS: Record<FindingKind, { name: MessageDescriptor; why: MessageDescriptor }> = {
  'long-sentence': {
    name: msg`Long sentence`,
    why: msg`Make two sentences of it. One thought in each is enough.`,
  },
  'many-commas': {
    name: msg`Nested sentence`,
    why: msg`Each comma makes readers wait. Make sentences or a list of its parts.`,
  },
  passive: { name: msg`Passive`, why: msg`Say who does it.` },
  'nominal-style': {
    name: msg`Many abstract nouns`,
    why: msg`Say with verbs what happens.`,
  },
  'long-word': {
    name: msg`Long word`,
    why: msg`Choose a shorter one, explain it, or divide it with a hyphen.`,
  },
  genitive: { name: msg`Genitive`, why: msg`Say it with “von”, as in speech.` },
  negation: {
    name: msg`Negation`,
    why: msg`Say what is, not what is not, where the meaning stays the same.`,
  },
  'number-format': {
    name: msg`Number that is hard to read`,
    why: msg`Group the digits of large numbers, and say percentages with a comparison.`,
  },
  abbreviation: { name: msg`Abbreviation`, why: msg`Write it out, or explain it in brackets.` },
  'several-statements': {
    name: msg`Several statements`,
    why: msg`One sentence, one statement.`,
  },
}

export const FACTS: Record<FactKind, MessageDescriptor> = {
  number: msg`Number`,
  percent: msg`Percentage`,
  money: msg`Amount of money`,
  date: msg`Date`,
  time: msg({ message: 'Time', comment: 'A time of day, as 14:30' }),
  duration: msg`Length of time`,
  law: msg`Law or section`,
  phone: msg`Telephone number`,
  email: msg`E-mail address`,
  address: msg`Web address`,
  name: msg`Name`,
  negation: msg`Negation`,
  obligation: msg`What must be done`,
  permission: msg`What may be done`,
  statement: msg`Statement`,
}

export const CHANGES = {
  missing: msg({ message: 'Missing', comment: 'A fact that the new text lacks' }),
  added: msg({ message: 'Added', comment: 'A fact that only the new text has' }),
  changed: msg({ message: 'Changed', comment: 'A fact that is another one in the new text' }),
} as const

export const STATES: Record<PlainText['state'], MessageDescriptor> = {
  draft: msg`Draft`,
  review: msg`For review`,
  signed: msg`Signed off`,
}

export const STATE_LOOKS = { draft: 'plain', review: 'warning', signed: 'success' } as const

export const OBSTACLES: Record<PlainText['obstacles'][number], MessageDescriptor> = {
  'not-rewritten': msg`Some parts have no text yet.`,
  'open-facts': msg`Some differences are still open.`,
  'four-eyes': msg`Your organisation demands four eyes: hand it over to a colleague.`,
  'not-reviewer': msg`It was handed over for review.`,
}
