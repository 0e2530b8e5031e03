import { EASY_CHECKS, type Standard } from './standard.ts'

export const huEasy: Standard = {
  id: 'hu-easy',
  lang: 'hu',
  name: 'Könnyen érthető kommunikáció (KÉK)',
  level: 'easy',
  standing: 'guideline',
  source: 'Inclusion Europe: Information for all (2009)',
  rules: [
    'Írjon nagyon rövid mondatokat: legfeljebb 8–12 szó, mondatonként egy állítás.',
    'Minden mondat új sorban kezdődjön.',
    'Használjon egyszerű, ismert szavakat. A nehéz szót külön mondatban magyarázza meg.',
    'Ne használjon rövidítést és képes kifejezést.',
    'Mondja meg, ki mit csinál, és szólítsa meg az olvasót.',
    'A számokat számjeggyel írja. Az összegek, dátumok és határidők pontosan maradjanak.',
    'Használjon címeket és listákat.',
  ],
  checks: EASY_CHECKS,
}
