import { EASY_CHECKS, type Standard } from './standard.ts'

export const svLattlast: Standard = {
  id: 'sv-lattlast',
  lang: 'sv',
  name: 'Lätt svenska (lättläst)',
  level: 'easy',
  standing: 'guideline',
  source:
    'Inclusion Europe: Information for all (2009); Myndigheten för tillgängliga medier: lättläst',
  rules: [
    'Skriv mycket korta meningar: högst 8–10 ord, en sak i varje mening.',
    'Börja varje mening på en ny rad.',
    'Använd enkla ord som alla känner till. Förklara svåra ord i en egen mening.',
    'Använd inte förkortningar eller bildspråk.',
    'Skriv aktivt och tilltala läsaren.',
    'Dela upp eller skriv om långa sammansatta ord.',
    'Skriv tal med siffror. Belopp, datum och tider ska vara exakt desamma.',
    'Använd rubriker och listor.',
  ],
  checks: EASY_CHECKS,
}
