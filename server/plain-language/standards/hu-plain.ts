import { PLAIN_CHECKS, type Standard } from './standard.ts'

export const huPlain: Standard = {
  id: 'hu-plain',
  lang: 'hu',
  name: 'Közérthető fogalmazás',
  level: 'plain',
  standing: 'general',
  source: 'ISO 24495-1:2023 Plain language; European Commission: How to write clearly',
  rules: [
    'Írjon rövid mondatokat: legfeljebb 15–20 szó, mondatonként egy gondolat.',
    'A legfontosabb legyen elöl: mit kell tennie az olvasónak, és meddig.',
    'Szólítsa meg közvetlenül az olvasót: Ön.',
    'Mondja meg, ki mit csinál.',
    'Használjon közismert szavakat; az első előforduláskor magyarázza meg a szakszót és a rövidítést.',
    'Használjon igéket az -ás, -és végű főnevek helyett.',
    'A feltételeket és lépéseket listában írja.',
  ],
  checks: PLAIN_CHECKS,
}
