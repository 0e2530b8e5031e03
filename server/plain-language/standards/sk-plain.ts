import { PLAIN_CHECKS, type Standard } from './standard.ts'

export const skPlain: Standard = {
  id: 'sk-plain',
  lang: 'sk',
  name: 'Zrozumiteľný jazyk',
  level: 'plain',
  standing: 'general',
  source: 'ISO 24495-1:2023 Plain language; European Commission: How to write clearly',
  rules: [
    'Píšte krátke vety: najviac 15 až 20 slov, jedna myšlienka vo vete.',
    'Najdôležitejšie dajte na začiatok: čo má čitateľ urobiť a dokedy.',
    'Oslovujte čitateľa priamo: Vy.',
    'Používajte činný rod: povedzte, kto čo robí.',
    'Používajte bežné slová; odborný výraz a skratku pri prvom použití vysvetlite.',
    'Používajte slovesá namiesto slovesných podstatných mien.',
    'Podmienky a kroky uveďte v zozname.',
  ],
  checks: PLAIN_CHECKS,
}
