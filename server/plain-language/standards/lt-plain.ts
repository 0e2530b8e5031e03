import { PLAIN_CHECKS, type Standard } from './standard.ts'

export const ltPlain: Standard = {
  id: 'lt-plain',
  lang: 'lt',
  name: 'Aiški kalba',
  level: 'plain',
  standing: 'general',
  source: 'ISO 24495-1:2023 Plain language; European Commission: How to write clearly',
  rules: [
    'Rašykite trumpus sakinius: ne daugiau kaip 15–20 žodžių, viena mintis sakinyje.',
    'Svarbiausia rašykite pradžioje: ką skaitytojas turi padaryti ir iki kada.',
    'Kreipkitės tiesiai į skaitytoją: Jūs.',
    'Rašykite veikiamąja rūšimi: pasakykite, kas ką daro.',
    'Vartokite įprastus žodžius; pirmą kartą paaiškinkite terminą ir santrumpą.',
    'Vartokite veiksmažodžius vietoj veiksmažodinių daiktavardžių.',
    'Sąlygas ir žingsnius rašykite sąrašu.',
  ],
  checks: PLAIN_CHECKS,
}
