import assert from 'node:assert/strict'
import { test } from 'node:test'
import { silentLog } from '#server/lib/log.ts'
import { createLanguageDetector } from './detect-language.ts'

const detect = createLanguageDetector({ log: silentLog })

const PROMPTS: Record<string, string[]> = {
  bg: ['Как да напиша автобиография за работа?', 'Обясни ми какво е фотосинтеза'],
  cs: ['Jak napíšu životopis?', 'Vysvětli mi, co je fotosyntéza'],
  da: ['Hvordan skriver jeg et CV?', 'Forklar mig, hvad fotosyntese er'],
  de: ['Wie schreibe ich einen Lebenslauf?', 'Danke, und was kostet das?'],
  el: ['Πώς γράφω ένα βιογραφικό;', 'Γράψε ένα γράμμα στον δήμο'],
  en: ['How do I write a CV?', 'Thanks, and how much is it?'],
  es: ['¿Cómo escribo un currículum?', 'Explícame qué es la fotosíntesis'],
  et: ['Kuidas kirjutada elulookirjeldust?', 'Aitäh, ja kui palju see maksab?'],
  fi: ['Miten kirjoitan ansioluettelon?', 'Kiitos, paljonko se maksaa?'],
  fr: ['Comment rédiger un CV ?', 'Écris une lettre à la mairie'],
  ga: ['Mínigh dom cad is fótaisintéis ann', 'Go raibh maith agat, agus cé mhéad atá air?'],
  hr: ['Objasni mi što je fotosinteza', 'Hvala, a koliko to košta?'],
  hu: ['Hogyan írjak önéletrajzot?', 'Írj egy levelet az önkormányzatnak'],
  it: ['Come scrivo un curriculum?', 'Grazie, e quanto costa?'],
  lt: ['Kaip parašyti gyvenimo aprašymą?', 'Ačiū, o kiek tai kainuoja?'],
  lv: ['Kā uzrakstīt CV?', 'Paldies, un cik tas maksā?'],
  mt: ['Kif nikteb CV?', 'Grazzi, u kemm tiswa?'],
  nl: ['Hoe schrijf ik een cv?', 'Bedankt, en wat kost dat?'],
  pl: ['Jak napisać CV?', 'Dziękuję, a ile to kosztuje?'],
  pt: ['Como escrevo um currículo?', 'Obrigado, e quanto custa?'],
  ro: ['Cum scriu un CV?', 'Mulțumesc, și cât costă?'],
  sk: ['Vysvetli mi, čo je fotosyntéza', 'Ďakujem, a koľko to stojí?'],
  sl: ['Kako napišem življenjepis?', 'Razloži mi, kaj je fotosinteza'],
  sv: ['Hur skriver jag ett CV?', 'Tack, och vad kostar det?'],
}

test('a short question in any official language of the EU is recognised', async () => {
  const wrong = []
  for (const [lang, prompts] of Object.entries(PROMPTS)) {
    for (const text of prompts) {
      const found = await detect(text)
      if (found !== lang) wrong.push(`${text} → ${found}`)
    }
  }
  assert.deepEqual(wrong, [])
})

test('what is of no language, or of several, is left to the model', async () => {
  for (const text of [
    '',
    'ok',
    '2 + 2 = ?',
    '👍',
    'https://example.eu/a',
    '```js\nreturn what\n```',
  ]) {
    assert.equal(await detect(text), null, text)
  }
})

test('the conversation, then the interface, decide between languages that a text allows', async () => {
  assert.equal(await detect('Paris?', { conversation: 'fr' }), 'fr')
  assert.equal(await detect('Skriv et brev til kommunen', { conversation: 'da' }), 'da')
  assert.equal(await detect('continue', { interface: 'fr-BE' }), 'fr')
})

test('the message decides, not the interface', async () => {
  assert.equal(await detect('Leg me uit wat fotosynthese is', { interface: 'fr' }), 'nl')
  assert.equal(
    await detect('Explain to me what it is', { conversation: 'de', interface: 'de' }),
    'en',
  )
})

test('a long document costs no more than its beginning', async () => {
  const text = 'Το κείμενο είναι μεγάλο. '.repeat(200_000)
  const startedAt = performance.now()
  assert.equal(await detect(text), 'el')
  assert.ok(performance.now() - startedAt < 2_000)
})
