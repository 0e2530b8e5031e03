import { PLAIN_CHECKS, type Standard } from './standard.ts'

export const esClaro: Standard = {
  id: 'es-claro',
  lang: 'es',
  name: 'Lenguaje claro',
  level: 'plain',
  standing: 'general',
  source:
    'ISO 24495-1:2023 Plain language; Guía panhispánica de lenguaje claro y accesible (RAE, 2024)',
  rules: [
    'Escriba frases cortas: 20 palabras como máximo, una idea en cada frase.',
    'Ponga lo más importante al principio: qué debe hacer la persona y hasta cuándo.',
    'Diríjase directamente a la persona: usted.',
    'Use la voz activa: diga quién hace qué.',
    'Use palabras comunes; explique cada término técnico y cada sigla la primera vez.',
    'Use verbos en lugar de sustantivos en -ción y -miento.',
    'Ponga condiciones y pasos en una lista.',
  ],
  checks: PLAIN_CHECKS,
}
