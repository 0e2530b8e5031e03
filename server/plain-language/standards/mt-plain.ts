import { PLAIN_CHECKS, type Standard } from './standard.ts'

export const mtPlain: Standard = {
  id: 'mt-plain',
  lang: 'mt',
  name: 'Lingwa ċara',
  level: 'plain',
  standing: 'general',
  source: 'ISO 24495-1:2023 Plain language; European Commission: How to write clearly',
  rules: [
    'Ikteb sentenzi qosra: mhux aktar minn 15 sa 20 kelma, ħsieb wieħed f’kull sentenza.',
    'Poġġi l-aktar ħaġa importanti fil-bidu: x’għandu jagħmel il-qarrej u sa meta.',
    'Kellem lill-qarrej direttament.',
    'Uża l-attiv: għid min jagħmel xiex.',
    'Uża kliem komuni; spjega kull terminu u abbrevjazzjoni l-ewwel darba.',
    'Uża verbi minflok nomi astratti.',
    'Poġġi l-kundizzjonijiet u l-passi f’lista.',
  ],
  checks: PLAIN_CHECKS,
}
