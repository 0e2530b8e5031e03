import { EASY_CHECKS, type Standard } from './standard.ts'

export const ltEasy: Standard = {
  id: 'lt-easy',
  lang: 'lt',
  name: 'Lengvai suprantama kalba',
  level: 'easy',
  standing: 'guideline',
  source: 'Inclusion Europe: Information for all (2009)',
  rules: [
    'Rašykite labai trumpus sakinius: ne daugiau kaip 10–12 žodžių, vienas teiginys sakinyje.',
    'Kiekvieną sakinį pradėkite naujoje eilutėje.',
    'Vartokite paprastus žinomus žodžius. Sunkų žodį paaiškinkite atskiru sakiniu.',
    'Nevartokite santrumpų ir perkeltinės reikšmės.',
    'Rašykite, kas ką daro, ir kreipkitės į skaitytoją.',
    'Skaičius rašykite skaitmenimis. Sumos, datos ir terminai lieka tiksliai tokie patys.',
    'Vartokite antraštes ir sąrašus.',
  ],
  checks: EASY_CHECKS,
}
