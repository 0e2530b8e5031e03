import { PLAIN_CHECKS, type Standard } from './standard.ts'

export const hrPlain: Standard = {
  id: 'hr-plain',
  lang: 'hr',
  name: 'Jasan jezik',
  level: 'plain',
  standing: 'general',
  source: 'ISO 24495-1:2023 Plain language; European Commission: How to write clearly',
  rules: [
    'Pišite kratke rečenice: najviše 15 do 20 riječi, jedna misao u rečenici.',
    'Najvažnije stavite na početak: što čitatelj mora učiniti i do kada.',
    'Obraćajte se čitatelju izravno: Vi.',
    'Pišite u aktivu: recite tko što radi.',
    'Upotrebljavajte poznate riječi; objasnite stručni izraz i kraticu pri prvoj uporabi.',
    'Upotrebljavajte glagole umjesto glagolskih imenica.',
    'Uvjete i korake navedite u popisu.',
  ],
  checks: PLAIN_CHECKS,
}
