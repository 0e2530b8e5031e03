import { EASY_CHECKS, type Standard } from './standard.ts'

export const enEasyRead: Standard = {
  id: 'en-easy-read',
  lang: 'en',
  name: 'Easy Read',
  level: 'easy',
  standing: 'guideline',
  source: 'Inclusion Europe: Information for all (2009)',
  rules: [
    'Write very short sentences: at most 10 to 12 words, one statement in each.',
    'Start each sentence on a new line.',
    'Use easy words that people know well. Explain hard words in a sentence of their own.',
    'Do not use abbreviations, metaphors or foreign words.',
    'Use the active voice and speak to the reader as "you".',
    'Say things positively where the meaning stays the same. What is forbidden stays forbidden.',
    'Write numbers as digits. Keep every amount, date and time limit exactly.',
    'Use headings and bullet points.',
  ],
  checks: EASY_CHECKS,
}
