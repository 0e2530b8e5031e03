import { EASY_CHECKS, type Standard } from './standard.ts'

export const skEasy: Standard = {
  id: 'sk-easy',
  lang: 'sk',
  name: 'Ľahko čitateľný text',
  level: 'easy',
  standing: 'guideline',
  source: 'Inclusion Europe: Information for all (2009)',
  rules: [
    'Píšte veľmi krátke vety: najviac 8 až 12 slov, jedna informácia vo vete.',
    'Každú vetu začnite na novom riadku.',
    'Používajte jednoduché známe slová. Ťažké slovo vysvetlite v osobitnej vete.',
    'Nepoužívajte skratky ani prenesené významy.',
    'Používajte činný rod a oslovujte čitateľa.',
    'Čísla píšte číslicami. Sumy, dátumy a lehoty zostávajú presne rovnaké.',
    'Používajte nadpisy a zoznamy.',
  ],
  checks: EASY_CHECKS,
}
