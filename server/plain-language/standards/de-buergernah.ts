import { PLAIN_CHECKS, type Standard } from './standard.ts'

export const deBuergernah: Standard = {
  id: 'de-buergernah',
  lang: 'de',
  name: 'Bürgernahe Verwaltungssprache',
  level: 'plain',
  standing: 'guideline',
  source: 'Bundesverwaltungsamt: Bürgernahe Verwaltungssprache (Arbeitshandbuch); ISO 24495-1:2023',
  rules: [
    'Schreiben Sie Sätze mit höchstens 20 Wörtern und einer Hauptaussage.',
    'Das Wichtigste steht am Anfang: Entscheidung, was zu tun ist, bis wann.',
    'Schreiben Sie „Sie“ und „wir“ statt „der Antragsteller“ und „die Behörde“.',
    'Schreiben Sie im Aktiv und mit Verben statt mit Hauptwörtern auf -ung.',
    'Nennen Sie Rechtsgrundlagen am Ende des Satzes oder Absatzes, nicht davor; lassen Sie keine weg.',
    'Erklären Sie unvermeidliche Fachwörter.',
  ],
  checks: PLAIN_CHECKS,
}
