import { EASY_CHECKS, type Standard } from './standard.ts'

export const slLahkoBranje: Standard = {
  id: 'sl-lahko-branje',
  lang: 'sl',
  name: 'Lahko branje',
  level: 'easy',
  standing: 'guideline',
  source: 'Inclusion Europe; Zavod Risa: Lahko je brati (pravila)',
  rules: [
    'Pišite zelo kratke stavke: največ 8 do 12 besed, ena informacija v stavku.',
    'Vsak stavek začnite v novi vrstici.',
    'Uporabljajte preproste znane besede. Težko besedo razložite v posebnem stavku.',
    'Ne uporabljajte kratic in prenesenih pomenov.',
    'Pišite v tvorniku in nagovorite bralca.',
    'Števila pišite s številkami. Zneski, datumi in roki ostanejo popolnoma enaki.',
    'Uporabljajte naslove in sezname.',
  ],
  checks: EASY_CHECKS,
}
