import { PLAIN_CHECKS, type Standard } from './standard.ts'

export const daPlain: Standard = {
  id: 'da-plain',
  lang: 'da',
  name: 'Klarsprog',
  level: 'plain',
  standing: 'general',
  source: 'ISO 24495-1:2023 Plain language; Dansk Sprognævn: Klarsprog',
  rules: [
    'Skriv korte sætninger: højst 15-20 ord og én tanke i hver sætning.',
    'Skriv det vigtigste først: hvad læseren skal gøre og hvornår.',
    'Skriv direkte til læseren: du.',
    'Skriv aktivt: fortæl, hvem der gør hvad. Undgå passiv på -s og "bliver".',
    'Brug almindelige ord; forklar fagord og forkortelser første gang.',
    'Brug verber i stedet for substantiver på -ing og -else.',
    'Sæt betingelser og trin op i en liste.',
  ],
  checks: PLAIN_CHECKS,
}
