import { PLAIN_CHECKS, type Standard } from './standard.ts'

export const lvPlain: Standard = {
  id: 'lv-plain',
  lang: 'lv',
  name: 'Skaidra valoda',
  level: 'plain',
  standing: 'general',
  source: 'ISO 24495-1:2023 Plain language; European Commission: How to write clearly',
  rules: [
    'Rakstiet īsus teikumus: ne vairāk kā 15–20 vārdu, viena doma teikumā.',
    'Svarīgāko rakstiet sākumā: kas lasītājam jādara un līdz kuram laikam.',
    'Uzrunājiet lasītāju tieši: Jūs.',
    'Rakstiet darāmajā kārtā: sakiet, kas ko dara.',
    'Lietojiet ierastus vārdus; terminu un saīsinājumu pirmajā reizē paskaidrojiet.',
    'Lietojiet darbības vārdus, nevis no tiem atvasinātus lietvārdus.',
    'Nosacījumus un soļus rakstiet sarakstā.',
  ],
  checks: PLAIN_CHECKS,
}
