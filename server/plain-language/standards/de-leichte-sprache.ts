import { EASY_CHECKS, type Standard } from './standard.ts'

export const deLeichteSprache: Standard = {
  id: 'de-leichte-sprache',
  lang: 'de',
  name: 'Leichte Sprache',
  level: 'easy',
  standing: 'norm',
  source: 'DIN SPEC 33429:2025-03; Netzwerk Leichte Sprache: Die Regeln für Leichte Sprache',
  rules: [
    'Schreiben Sie kurze Sätze: höchstens etwa 8 bis 12 Wörter. In jedem Satz steht nur eine Aussage.',
    'Schreiben Sie jeden Satz in eine neue Zeile.',
    'Benutzen Sie einfache, bekannte Wörter. Erklären Sie schwere Wörter in einem eigenen Satz, zum Beispiel: „Widerspruch heißt: Sie sind nicht einverstanden.“',
    'Trennen Sie lange zusammengesetzte Wörter mit Bindestrich oder Mediopunkt, zum Beispiel: Miet-Vertrag oder Miet·vertrag.',
    'Benutzen Sie keine Abkürzungen.',
    'Benutzen Sie Tätigkeits-Wörter und das Aktiv: Sagen Sie, wer etwas tut.',
    'Vermeiden Sie den Genitiv: „das Haus von der Lehrerin“ statt „das Haus der Lehrerin“.',
    'Vermeiden Sie Verneinung, wenn der Sinn gleich bleibt. Was verboten ist, bleibt verboten.',
    'Schreiben Sie Zahlen als Ziffern. Alle Beträge, Daten und Fristen bleiben genau gleich.',
    'Sprechen Sie die Leserinnen und Leser mit „Sie“ an.',
    'Benutzen Sie Überschriften und Listen mit Punkten.',
  ],
  checks: { ...EASY_CHECKS, kinds: [...EASY_CHECKS.kinds, 'genitive'] },
}
