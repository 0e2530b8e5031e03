import { PLAIN_CHECKS, type Standard } from './standard.ts'

export const slPlain: Standard = {
  id: 'sl-plain',
  lang: 'sl',
  name: 'Razumljiv jezik',
  level: 'plain',
  standing: 'general',
  source: 'ISO 24495-1:2023 Plain language; European Commission: How to write clearly',
  rules: [
    'Pišite kratke stavke: največ 15 do 20 besed, ena misel v stavku.',
    'Najpomembnejše naj bo na začetku: kaj mora bralec narediti in do kdaj.',
    'Bralca nagovorite neposredno: vi.',
    'Pišite v tvorniku: povejte, kdo kaj naredi.',
    'Uporabljajte znane besede; strokovni izraz in kratico ob prvi omembi razložite.',
    'Uporabljajte glagole namesto glagolnikov.',
    'Pogoje in korake navedite v seznamu.',
  ],
  checks: PLAIN_CHECKS,
}
