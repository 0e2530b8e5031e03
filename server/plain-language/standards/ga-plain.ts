import { PLAIN_CHECKS, type Standard } from './standard.ts'

export const gaPlain: Standard = {
  id: 'ga-plain',
  lang: 'ga',
  name: 'Gaeilge shoiléir',
  level: 'plain',
  standing: 'general',
  source: 'ISO 24495-1:2023 Plain language; NALA: Plain English (comhairle ghinearálta)',
  rules: [
    'Scríobh abairtí gearra: 15 go 20 focal ar a mhéad, smaoineamh amháin in abairt.',
    'Cuir an rud is tábhachtaí ar dtús: cad is gá don léitheoir a dhéanamh agus cén uair.',
    'Labhair go díreach leis an léitheoir.',
    'Abair cé a dhéanann gach rud: seachain an briathar saor.',
    'Úsáid focail choitianta; mínigh téarmaí agus giorrúcháin an chéad uair.',
    'Úsáid briathra in áit ainmfhocal teibí.',
    'Cuir coinníollacha agus céimeanna i liosta.',
  ],
  checks: PLAIN_CHECKS,
}
