import { EASY_CHECKS, type Standard } from './standard.ts'

export const frFalc: Standard = {
  id: 'fr-falc',
  lang: 'fr',
  name: 'FALC (facile à lire et à comprendre)',
  level: 'easy',
  standing: 'guideline',
  source: 'Inclusion Europe ; Unapei : L’information pour tous, règles européennes (2009)',
  rules: [
    'Écrivez des phrases très courtes : 10 à 12 mots au plus, une seule idée par phrase.',
    'Commencez chaque phrase sur une nouvelle ligne.',
    'Employez des mots simples et connus. Expliquez les mots difficiles dans une phrase à part.',
    'N’employez ni sigles, ni métaphores, ni mots étrangers, ni chiffres romains.',
    'Employez la voix active et le présent. Parlez à la personne : « vous ».',
    'Employez des phrases positives quand le sens reste le même. Ce qui est interdit reste interdit.',
    'Écrivez les nombres en chiffres. Gardez exactement les montants, les dates et les délais.',
    'Mettez des titres et des listes à puces.',
  ],
  checks: EASY_CHECKS,
}
