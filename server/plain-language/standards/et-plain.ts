import { PLAIN_CHECKS, type Standard } from './standard.ts'

export const etPlain: Standard = {
  id: 'et-plain',
  lang: 'et',
  name: 'Selge keel',
  level: 'plain',
  standing: 'general',
  source: 'ISO 24495-1:2023 Plain language; Eesti Keele Instituut: selge kirjutamine',
  rules: [
    'Kirjutage lühikesi lauseid: kuni 15–20 sõna, üks mõte lauses.',
    'Kõige tähtsam on alguses: mida peab lugeja tegema ja mis ajaks.',
    'Pöörduge otse lugeja poole: teie.',
    'Kirjutage aktiivis: öelge, kes mida teeb.',
    'Kasutage tuttavaid sõnu; selgitage iga terminit ja lühendit esimesel korral.',
    'Kasutage tegusõnu nimisõnade asemel (mitte -mine).',
    'Pange tingimused ja sammud loendisse.',
  ],
  checks: PLAIN_CHECKS,
}
