import { EASY_CHECKS, type Standard } from './standard.ts'

export const itFacile: Standard = {
  id: 'it-facile',
  lang: 'it',
  name: 'Linguaggio facile da leggere (lettura facilitata)',
  level: 'easy',
  standing: 'guideline',
  source: 'Inclusion Europe; Anffas: Informazioni per tutti (2009)',
  rules: [
    'Scrivere frasi molto brevi: al massimo 10-12 parole, una sola informazione per frase.',
    'Iniziare ogni frase su una nuova riga.',
    'Usare parole facili e conosciute. Spiegare le parole difficili in una frase a parte.',
    'Non usare sigle, metafore, parole straniere o numeri romani.',
    'Usare la forma attiva e rivolgersi a chi legge.',
    'Usare frasi positive quando il senso resta lo stesso. Ciò che è vietato resta vietato.',
    'Scrivere i numeri in cifre. Importi, date e termini restano esatti.',
    'Usare titoli ed elenchi.',
  ],
  checks: EASY_CHECKS,
}
