import { PLAIN_CHECKS, type Standard } from './standard.ts'

export const ptClara: Standard = {
  id: 'pt-clara',
  lang: 'pt',
  name: 'Linguagem clara',
  level: 'plain',
  standing: 'general',
  source: 'ISO 24495-1:2023 Plain language; European Commission: How to write clearly',
  rules: [
    'Escreva frases curtas: no máximo 20 palavras, uma ideia por frase.',
    'Ponha o mais importante no início: o que a pessoa tem de fazer e até quando.',
    'Dirija-se diretamente à pessoa.',
    'Use a voz ativa: diga quem faz o quê.',
    'Use palavras comuns; explique cada termo técnico e cada sigla na primeira vez.',
    'Use verbos em vez de nomes em -ção e -mento.',
    'Ponha condições e passos numa lista.',
  ],
  checks: PLAIN_CHECKS,
}
