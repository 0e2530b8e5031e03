import { PLAIN_CHECKS, type Standard } from './standard.ts'

export const svKlarsprak: Standard = {
  id: 'sv-klarsprak',
  lang: 'sv',
  name: 'Klarspråk',
  level: 'plain',
  standing: 'norm',
  source:
    'Språklagen (2009:600) 11 §; Institutet för språk och folkminnen: Myndigheternas skrivregler; ISO 24495-1:2023',
  rules: [
    'Skriv korta meningar: högst 15–20 ord, en tanke i varje mening.',
    'Skriv det viktigaste först: vad läsaren ska göra och när.',
    'Tilltala läsaren direkt: du.',
    'Skriv aktivt: berätta vem som gör vad. Undvik passiv.',
    'Använd vanliga ord; förklara facktermer och förkortningar första gången.',
    'Använd verb i stället för substantiv på -ning och -ande.',
    'Ställ upp villkor och steg i en lista.',
  ],
  checks: PLAIN_CHECKS,
}
