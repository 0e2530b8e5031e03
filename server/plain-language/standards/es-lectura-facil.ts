import { EASY_CHECKS, type Standard } from './standard.ts'

export const esLecturaFacil: Standard = {
  id: 'es-lectura-facil',
  lang: 'es',
  name: 'Lectura fácil',
  level: 'easy',
  standing: 'norm',
  source: 'UNE 153101:2018 EX Lectura fácil',
  rules: [
    'Escriba frases muy cortas: de 8 a 12 palabras, con una sola idea.',
    'Empiece cada frase en una línea nueva.',
    'Use palabras sencillas y conocidas. Explique las palabras difíciles en una frase aparte.',
    'No use siglas ni abreviaturas, ni metáforas, ni números romanos.',
    'Use la voz activa y diríjase a la persona.',
    'Diga las cosas en positivo si el sentido no cambia. Lo prohibido sigue prohibido.',
    'Escriba los números con cifras. Conserve exactamente cantidades, fechas y plazos.',
    'Use títulos y listas.',
  ],
  checks: EASY_CHECKS,
}
