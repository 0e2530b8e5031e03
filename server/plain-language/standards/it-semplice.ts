import { PLAIN_CHECKS, type Standard } from './standard.ts'

export const itSemplice: Standard = {
  id: 'it-semplice',
  lang: 'it',
  name: 'Linguaggio semplice',
  level: 'plain',
  standing: 'general',
  source:
    'ISO 24495-1:2023 Plain language; Direttiva 8 maggio 2002 sulla semplificazione del linguaggio dei testi amministrativi',
  rules: [
    'Scrivere frasi brevi: al massimo 20 parole, un’idea per frase.',
    'Mettere all’inizio la cosa più importante: che cosa deve fare chi legge ed entro quando.',
    'Rivolgersi direttamente a chi legge.',
    'Usare la forma attiva: dire chi fa che cosa.',
    'Usare parole comuni; spiegare ogni termine tecnico e ogni sigla la prima volta.',
    'Usare verbi al posto dei nomi in -zione e -mento.',
    'Mettere condizioni e passaggi in un elenco.',
  ],
  checks: PLAIN_CHECKS,
}
