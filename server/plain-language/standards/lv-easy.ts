import { EASY_CHECKS, type Standard } from './standard.ts'

export const lvEasy: Standard = {
  id: 'lv-easy',
  lang: 'lv',
  name: 'Vieglā valoda',
  level: 'easy',
  standing: 'guideline',
  source: 'Inclusion Europe: Information for all (2009)',
  rules: [
    'Rakstiet ļoti īsus teikumus: ne vairāk kā 8–12 vārdu, viens apgalvojums teikumā.',
    'Katru teikumu sāciet jaunā rindā.',
    'Lietojiet vienkāršus, zināmus vārdus. Grūtu vārdu paskaidrojiet atsevišķā teikumā.',
    'Nelietojiet saīsinājumus un pārnestas nozīmes.',
    'Sakiet, kas ko dara, un uzrunājiet lasītāju.',
    'Skaitļus rakstiet ar cipariem. Summas, datumi un termiņi paliek tieši tādi paši.',
    'Lietojiet virsrakstus un sarakstus.',
  ],
  checks: EASY_CHECKS,
}
