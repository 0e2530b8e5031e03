import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { openTestPage, type TestPage } from '../../ui/browser-testing.ts'
import { EU_LANGUAGES } from '../languages.ts'

let visit: TestPage
before(async () => {
  visit = await openTestPage({ entry: 'i18n/cldr/fill-intl-page.ts' })
})
after(() => visit.close())

const sayIn = (language: string): Promise<string[]> =>
  visit.page.evaluate(`window.say(${JSON.stringify(language)})`)

test('in Chromium every language of the Union has its own dates, numbers, spans, lists, names and order', async () => {
  const english = await sayIn('en')
  for (const language of EU_LANGUAGES.filter((each) => each !== 'en')) {
    const said = await sayIn(language)
    const [day, , , , , , yesterday, , list] = said
    for (const [at, text] of [day, yesterday, list].entries()) {
      const same = [english[0], english[6], english[8]][at]
      assert.notEqual(text, same, `${language}: ${text}`)
    }
  }
})

test('in Chromium Irish and Maltese are as CLDR has them, and English stays English', async () => {
  const english = await sayIn('en')
  const irish = await sayIn('ga')
  assert.deepEqual(irish.slice(0, 3), ['Dé Domhnaigh 22 Samhain 2026', 'Samhain 2026', '17:45'])
  assert.deepEqual(irish.slice(4, 10), [
    '€1,234.50',
    '3.5 MB',
    'inné',
    'i gceann 3 uair an chloig',
    'a, b agus c',
    'an Ghearmáin',
  ])
  const maltese = await sayIn('mt')
  assert.deepEqual(maltese.slice(0, 2), ['Il-Ħadd, 22 ta’ Novembru 2026', 'Novembru 2026'])
  assert.deepEqual(maltese.slice(6, 9), ['lbieraħ', 'fi żmien 3 sigħat', 'a, b, u c'])
  assert.equal(maltese[10], 'ait áit ċavetta cella għada hawn ħabib żebra zebra')
  assert.deepEqual(await sayIn('en'), english)
})
