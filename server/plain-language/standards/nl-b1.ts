import { PLAIN_CHECKS, type Standard } from './standard.ts'

export const nlB1: Standard = {
  id: 'nl-b1',
  lang: 'nl',
  name: 'Eenvoudige taal (B1)',
  level: 'plain',
  standing: 'guideline',
  source: 'Direct Duidelijk (Netwerk Begrijpelijke Overheid); ISO 24495-1:2023',
  rules: [
    'Schrijf korte zinnen: gemiddeld 10 tot 15 woorden, één gedachte per zin.',
    'Zet het belangrijkste vooraan: wat de lezer moet doen en wanneer.',
    'Spreek de lezer direct aan met “u”.',
    'Schrijf actief: zeg wie wat doet. Vermijd “worden”.',
    'Gebruik gewone woorden; leg vaktermen en afkortingen de eerste keer uit.',
    'Gebruik werkwoorden in plaats van zelfstandige naamwoorden op -ing.',
    'Zet voorwaarden en stappen in een lijst.',
  ],
  checks: { ...PLAIN_CHECKS, maxSentenceWords: 15 },
}
