import { EASY_CHECKS, type Standard } from './standard.ts'

export const hrEasy: Standard = {
  id: 'hr-easy',
  lang: 'hr',
  name: 'Jezik lagan za razumijevanje',
  level: 'easy',
  standing: 'guideline',
  source: 'Inclusion Europe: Information for all (2009)',
  rules: [
    'Pišite vrlo kratke rečenice: najviše 10 do 12 riječi, jedna tvrdnja u rečenici.',
    'Svaku rečenicu počnite u novom retku.',
    'Upotrebljavajte jednostavne poznate riječi. Tešku riječ objasnite u posebnoj rečenici.',
    'Ne upotrebljavajte kratice ni prenesena značenja.',
    'Pišite u aktivu i obraćajte se čitatelju.',
    'Brojeve pišite znamenkama. Iznosi, datumi i rokovi ostaju potpuno isti.',
    'Upotrebljavajte naslove i popise.',
  ],
  checks: EASY_CHECKS,
}
