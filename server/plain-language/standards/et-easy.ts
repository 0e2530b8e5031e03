import { EASY_CHECKS, type Standard } from './standard.ts'

export const etEasy: Standard = {
  id: 'et-easy',
  lang: 'et',
  name: 'Lihtne keel',
  level: 'easy',
  standing: 'guideline',
  source: 'Inclusion Europe: Information for all (2009)',
  rules: [
    'Kirjutage väga lühikesi lauseid: kuni 10–12 sõna, üks väide lauses.',
    'Alustage iga lauset uuelt realt.',
    'Kasutage lihtsaid tuttavaid sõnu. Selgitage rasket sõna eraldi lauses.',
    'Ärge kasutage lühendeid ega kujundlikke väljendeid.',
    'Öelge, kes mida teeb.',
    'Kirjutage arvud numbritega. Kõik summad, kuupäevad ja tähtajad jäävad täpselt samaks.',
    'Kasutage pealkirju ja loendeid.',
  ],
  checks: EASY_CHECKS,
}
