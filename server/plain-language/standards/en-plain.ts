import { PLAIN_CHECKS, type Standard } from './standard.ts'

export const enPlain: Standard = {
  id: 'en-plain',
  lang: 'en',
  name: 'Plain English',
  level: 'plain',
  standing: 'norm',
  source: 'ISO 24495-1:2023 Plain language; European Commission: How to write clearly',
  rules: [
    'Write short sentences: 15 to 20 words on average, one idea in each.',
    'Put what matters most first: what the reader has to do, and by when.',
    'Speak to the reader as "you".',
    'Use the active voice: say who does what.',
    'Use everyday words. Explain each technical term and abbreviation the first time.',
    'Use verbs instead of nouns made from them: "decide", not "make a decision".',
    'Put conditions and steps in a list.',
  ],
  checks: PLAIN_CHECKS,
}
