import { PLAIN_CHECKS, type Standard } from './standard.ts'

export const roPlain: Standard = {
  id: 'ro-plain',
  lang: 'ro',
  name: 'Limbaj clar',
  level: 'plain',
  standing: 'general',
  source: 'ISO 24495-1:2023 Plain language; European Commission: How to write clearly',
  rules: [
    'Scrieți propoziții scurte: cel mult 15–20 de cuvinte, o idee în fiecare.',
    'Puneți la început ce este mai important: ce trebuie să facă cititorul și până când.',
    'Adresați-vă direct cititorului: dumneavoastră.',
    'Folosiți diateza activă: spuneți cine ce face.',
    'Folosiți cuvinte obișnuite; explicați fiecare termen și fiecare abreviere prima dată.',
    'Folosiți verbe în loc de substantive abstracte.',
    'Puneți condițiile și pașii într-o listă.',
  ],
  checks: PLAIN_CHECKS,
}
