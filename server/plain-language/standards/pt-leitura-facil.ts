import { EASY_CHECKS, type Standard } from './standard.ts'

export const ptLeituraFacil: Standard = {
  id: 'pt-leitura-facil',
  lang: 'pt',
  name: 'Leitura fácil',
  level: 'easy',
  standing: 'guideline',
  source: 'Inclusion Europe: Information for all (2009)',
  rules: [
    'Escreva frases muito curtas: no máximo 10 a 12 palavras, uma só ideia por frase.',
    'Comece cada frase numa nova linha.',
    'Use palavras simples e conhecidas. Explique as palavras difíceis numa frase à parte.',
    'Não use siglas, metáforas nem numeração romana.',
    'Use a voz ativa e dirija-se à pessoa.',
    'Escreva os números em algarismos. Valores, datas e prazos ficam exatamente iguais.',
    'Use títulos e listas.',
  ],
  checks: EASY_CHECKS,
}
