import assert from 'node:assert/strict'
import { test } from 'node:test'
import { splitSentences } from './sentences.ts'

const cut = (text: string, lang: string) =>
  splitSentences(text, lang).map(({ start, end }) => text.slice(start, end))

/** `|` stands where a sentence ends. */
const CASES: Readonly<Record<string, readonly string[]>> = {
  bg: ['Плащате напр. 5 лв. на месец.| Срокът е 3 дни.', 'Виж чл. 5 от закона.| Трябва ли?| Да.'],
  cs: [
    'Podle § 5 odst. 2 a čl. 6 máte 14 dní.| Volejte např. v pondělí.',
    'Lhůta je do 5. března 2026.| Pak končí.',
  ],
  da: ['Du skal f.eks. bruge skema nr. 5.| Send det nu.', 'Fristen er den 5. marts.| Ring kl. 14.'],
  de: [
    'Das sind z. B. Kinder.| Nach Art. 5 Abs. 2 Nr. 3 gilt es.| Rufen Sie Dr. J. Müller an.',
    'Bis zum 5. März 2026 ist Zeit.| Am 3. Oktober nicht.| Es kostet 1.500,00 Euro.',
    'Wir brauchen:\n|- Mietvertrag|\n- Ausweis|\n\nVielen Dank!',
    'Haben Sie Fragen?| Rufen Sie „uns“ an!| „Ja.“| Danke.',
    'Das 19. Jahrhundert ist vorbei.| Es war 2026.| Dann kam mehr.',
  ],
  el: ['Έχετε ερωτήσεις;| Καλέστε π.χ. τον κ. Παππά.', 'Βλ. άρθρο 5 παρ. 2.| Πότε;| Τώρα.'],
  en: [
    'Ask Mr. Smith, e.g. on Monday.| Call at 3 p.m.| It costs £1.50.',
    'See art. 5, no. 3.| Visit www.example.eu today.| Done!',
  ],
  es: ['Llame al Sr. Pérez, p. ej. hoy.| Vea el art. 5.| ¿Tiene dudas?| Sí.'],
  et: ['Nt. 5 eurot.| Vt lk. 3.', 'Tähtaeg on 5. märts.| Siis lõpeb.'],
  fi: ['Esim. 5 euroa.| Soita klo 14.', 'Määräaika on 5. maaliskuuta.| Sitten se päättyy.'],
  fr: ['Mme. Dubois vous répond.| Voir l’art. 5 al. 2.| Avez-vous compris ?| Oui.'],
  ga: ['Glaoigh ar an Dr. Ó Sé inniu.| Tá sé saor.'],
  hr: ['Npr. 5 eura.| Vidi čl. 5. st. 2. zakona.', 'Rok je 5. ožujka 2026.| Zatim istječe.'],
  hu: ['Pl. öt euró.| Hívja dr. Kovácsot.', 'A határidő 2026. március 5.| Utána lejár.'],
  it: ['Chiami il sig. Rossi.| Veda l’art. 5 del d.lgs. 33.| Ha domande?| Sì.'],
  lt: ['Pvz. penki eurai.| Žr. 5 str. 2 d.', 'Terminas – 2026 m. kovo 5 d.'],
  lv: ['Piem. pieci eiro.| Sk. 5. pantu.', 'Termiņš ir 2026. gada 5. marts.| Tad beidzas.'],
  mt: ['Ara art. 5 illum.| Ċempel lis-Sur Borg.'],
  nl: ['Bel bijv. op maandag.| Zie art. 5 lid 2.| Vraag dhr. Jansen.'],
  pl: ['Np. pięć złotych.| Zob. art. 5 ust. 2 pkt 3 ustawy.| Czy to jasne?| Tak.'],
  pt: ['Fale com o Sr. Silva, p. ex. hoje.| Veja o art. 5.| Tem dúvidas?| Sim.'],
  ro: ['Vezi art. 5 alin. 2 lit. b din lege.| Sunați azi.'],
  sk: ['Napr. päť eur.| Podľa čl. 5 ods. 2 platí.', 'Lehota je do 5. marca.| Potom končí.'],
  sl: ['Npr. pet evrov.| Glej čl. 5 zakona.', 'Rok je 5. marec.| Potem poteče.'],
  sv: ['Ring t.ex. på måndag.| Se st. 2 i lagen.| Vi svarar kl. 14.'],
}

for (const [lang, texts] of Object.entries(CASES)) {
  test(`sentences of ${lang} end where they end, not at abbreviations, dates and numbers`, () => {
    for (const marked of texts) {
      const wanted = marked
        .split('|')
        .map((one) => one.replace(/^\s*- /u, '').trim())
        .filter((one) => one !== '')
      assert.deepEqual(cut(marked.replaceAll('|', ''), lang), wanted)
    }
  })
}

test('a line that goes on in lower case is one sentence, and a heading is its own', () => {
  assert.deepEqual(cut('# What to do\nSend us the form\nbefore Monday. Thank you.', 'en'), [
    'What to do',
    'Send us the form\nbefore Monday.',
    'Thank you.',
  ])
})

test('what has no words has no sentences, whatever else it has', () => {
  assert.deepEqual(cut('', 'de'), [])
  assert.deepEqual(cut('… \n\n --- \u0000\u202E ?!', 'de'), [])
})
