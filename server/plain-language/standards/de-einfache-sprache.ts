import { PLAIN_CHECKS, type Standard } from './standard.ts'

export const deEinfacheSprache: Standard = {
  id: 'de-einfache-sprache',
  lang: 'de',
  name: 'Einfache Sprache',
  level: 'plain',
  standing: 'norm',
  source: 'DIN 8581-1:2024-05 Einfache Sprache; ISO 24495-1:2023',
  rules: [
    'Schreiben Sie kurze Sätze: höchstens 15 Wörter, ein Gedanke je Satz, höchstens ein Nebensatz.',
    'Das Wichtigste steht am Anfang: was die Leserin oder der Leser tun muss und bis wann.',
    'Sprechen Sie die Lesenden direkt mit „Sie“ an.',
    'Schreiben Sie im Aktiv: Sagen Sie, wer was tut.',
    'Benutzen Sie gebräuchliche Wörter; erklären Sie Fachwörter und Abkürzungen beim ersten Mal.',
    'Benutzen Sie Verben statt Hauptwörtern auf -ung, -heit, -keit.',
    'Teilen Sie lange zusammengesetzte Wörter auf oder schreiben Sie sie um.',
    'Schreiben Sie Bedingungen und Schritte als Liste.',
  ],
  checks: { ...PLAIN_CHECKS, maxSentenceWords: 15, maxCommas: 2 },
}
