import { EASY_CHECKS, type Standard } from './standard.ts'

export const plEtr: Standard = {
  id: 'pl-etr',
  lang: 'pl',
  name: 'Tekst łatwy do czytania i zrozumienia (ETR)',
  level: 'easy',
  standing: 'guideline',
  source: 'Inclusion Europe: Information for all (2009)',
  rules: [
    'Pisz bardzo krótkie zdania: najwyżej 8–12 słów, jedna informacja w zdaniu.',
    'Każde zdanie zacznij w nowej linii.',
    'Używaj prostych, znanych słów. Trudne słowo wyjaśnij w osobnym zdaniu.',
    'Nie używaj skrótów, przenośni ani cyfr rzymskich.',
    'Używaj strony czynnej i zwracaj się do czytelnika.',
    'Liczby zapisuj cyframi. Kwoty, daty i terminy pozostają dokładnie takie same.',
    'Używaj nagłówków i list.',
  ],
  checks: EASY_CHECKS,
}
