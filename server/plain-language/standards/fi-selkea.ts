import { PLAIN_CHECKS, type Standard } from './standard.ts'

export const fiSelkea: Standard = {
  id: 'fi-selkea',
  lang: 'fi',
  name: 'Selkeä virkakieli',
  level: 'plain',
  standing: 'general',
  source: 'ISO 24495-1:2023 Plain language; Kotimaisten kielten keskus: Hyvä virkakieli',
  rules: [
    'Kirjoita lyhyitä virkkeitä: enintään 12–15 sanaa, yksi asia virkkeessä.',
    'Kerro tärkein ensin: mitä lukijan pitää tehdä ja mihin mennessä.',
    'Puhuttele lukijaa suoraan.',
    'Kerro, kuka tekee: vältä passiivia.',
    'Käytä tuttuja sanoja; selitä termi ja lyhenne, kun ne tulevat ensimmäisen kerran.',
    'Käytä verbejä substantiivien sijaan.',
    'Kirjoita ehdot ja vaiheet luetteloksi.',
  ],
  checks: { ...PLAIN_CHECKS, maxSentenceWords: 15, maxWordLetters: 26 },
}
