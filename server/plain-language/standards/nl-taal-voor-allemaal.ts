import { EASY_CHECKS, type Standard } from './standard.ts'

export const nlTaalVoorAllemaal: Standard = {
  id: 'nl-taal-voor-allemaal',
  lang: 'nl',
  name: 'Taal voor allemaal',
  level: 'easy',
  standing: 'guideline',
  source: 'Inclusion Europe: Informatie voor iedereen (2009); Taal voor allemaal (A1)',
  rules: [
    'Schrijf heel korte zinnen: hoogstens 8 tot 10 woorden, één boodschap per zin.',
    'Begin elke zin op een nieuwe regel.',
    'Gebruik makkelijke, bekende woorden. Leg een moeilijk woord uit in een eigen zin.',
    'Gebruik geen afkortingen en geen beeldspraak.',
    'Schrijf actief en spreek de lezer aan.',
    'Schrijf getallen als cijfers. Bedragen, datums en termijnen blijven precies gelijk.',
    'Gebruik kopjes en lijsten.',
  ],
  checks: EASY_CHECKS,
}
