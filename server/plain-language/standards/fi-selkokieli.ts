import { EASY_CHECKS, type Standard } from './standard.ts'

export const fiSelkokieli: Standard = {
  id: 'fi-selkokieli',
  lang: 'fi',
  name: 'Selkokieli',
  level: 'easy',
  standing: 'guideline',
  source: 'Selkokeskus: Selkokielen mittari 2.0',
  rules: [
    'Kirjoita hyvin lyhyitä virkkeitä: enintään 8–10 sanaa, yksi asia virkkeessä.',
    'Aloita jokainen virke uudelta riviltä.',
    'Käytä tavallisia, lyhyitä sanoja. Selitä vaikea sana heti omassa virkkeessään.',
    'Vältä pitkiä yhdyssanoja, harvinaisia sijamuotoja ja lauseenvastikkeita.',
    'Kerro, kuka tekee: vältä passiivia. Puhuttele lukijaa.',
    'Älä käytä lyhenteitä.',
    'Kirjoita luvut numeroin. Säilytä summat, päivät ja määräajat täsmälleen.',
    'Käytä väliotsikoita ja luetteloita.',
  ],
  checks: { ...EASY_CHECKS, maxSentenceWords: 10, maxWordLetters: 20 },
}
