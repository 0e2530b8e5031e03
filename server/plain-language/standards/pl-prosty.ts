import { PLAIN_CHECKS, type Standard } from './standard.ts'

export const plProsty: Standard = {
  id: 'pl-prosty',
  lang: 'pl',
  name: 'Prosty język',
  level: 'plain',
  standing: 'guideline',
  source: 'Serwis Służby Cywilnej: Prosty język; PN-ISO 24495-1',
  rules: [
    'Pisz krótkie zdania: najwyżej 15–20 słów, jedna myśl w zdaniu.',
    'Najważniejsze napisz na początku: co czytelnik ma zrobić i do kiedy.',
    'Zwracaj się bezpośrednio do czytelnika: Pan, Pani lub Państwo.',
    'Używaj strony czynnej: napisz, kto co robi. Unikaj form na -no i -to.',
    'Używaj znanych słów; przy pierwszym użyciu wyjaśnij termin i skrót.',
    'Używaj czasowników zamiast rzeczowników na -anie i -enie.',
    'Warunki i kroki zapisz w liście.',
  ],
  checks: PLAIN_CHECKS,
}
