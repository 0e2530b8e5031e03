import { PLAIN_CHECKS, type Standard } from './standard.ts'

export const frClair: Standard = {
  id: 'fr-clair',
  lang: 'fr',
  name: 'Langage clair',
  level: 'plain',
  standing: 'general',
  source: 'ISO 24495-1:2023 Plain language; DITP: Guide du langage administratif clair',
  rules: [
    'Écrivez des phrases courtes : 15 à 20 mots au plus, une idée par phrase.',
    'Mettez l’essentiel au début : ce que la personne doit faire et avant quand.',
    'Adressez-vous directement à la personne : « vous ».',
    'Employez la voix active : dites qui fait quoi.',
    'Employez des mots courants ; expliquez chaque terme technique et chaque sigle la première fois.',
    'Employez des verbes plutôt que des noms en -tion ou -ment.',
    'Présentez conditions et étapes en liste.',
  ],
  checks: PLAIN_CHECKS,
}
