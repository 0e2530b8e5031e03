import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { assertNoProblems, createWorld, waitForEnd, type World } from './world.ts'

let world: World
before(async () => {
  world = await createWorld()
})
after(() => world.close())

/** An answer that takes its time. */
const SLOWLY = '[[fault: delay=9 size=3000]]'
const FIELD = { name: 'Your message' }

test('a prompt is found by its slash, asks for its values, and the browser’s undo takes it back', async () => {
  const visit = await world.open()
  const { page, context } = visit
  const field = page.getByRole('textbox', FIELD)
  await field.fill('/sum')
  const list = page.getByRole('listbox', { name: 'Suggestions' })
  await list.getByRole('option', { name: /Summarise a text/, selected: true }).waitFor()
  const active = await field.getAttribute('aria-activedescendant')
  assert.ok(active && (await page.locator(`[id="${active}"]`).isVisible()))
  await field.press('Enter')
  const dialog = page.getByRole('dialog', { name: 'Summarise a text' })
  await dialog.getByRole('button', { name: 'Put into the message' }).click()
  await dialog.getByText('Fill this in.').waitFor()
  await page.keyboard.type('Straßenbau in Łódź.')
  await page.keyboard.press('Tab')
  await dialog.getByRole('button', { name: 'Put into the message' }).press('Enter')
  await dialog.waitFor({ state: 'detached' })
  await page.waitForFunction(() => document.activeElement?.id === 'message')
  assert.match(await field.inputValue(), /at most 5 points[^]*Straßenbau in Łódź\.$/)
  assert.equal(await field.getAttribute('aria-activedescendant'), null)
  await page.keyboard.press('Control+z')
  assert.equal(await field.inputValue(), '/sum')
  await page.keyboard.press('End')
  await list.waitFor()
  await page.keyboard.press('Escape')
  await list.waitFor({ state: 'detached' })
  assertNoProblems(visit)
  await context.close()
})

test('Enter that ends a composition takes no suggestion and sends nothing', async () => {
  const visit = await world.open()
  const { page, context } = visit
  const field = page.getByRole('textbox', FIELD)
  await field.fill('/')
  await page.getByRole('listbox').waitFor()
  const cdp = await context.newCDPSession(page)
  await cdp.send('Input.imeSetComposition', { text: 'に', selectionStart: 1, selectionEnd: 1 })
  await cdp.send('Input.dispatchKeyEvent', {
    type: 'rawKeyDown',
    key: 'Enter',
    code: 'Enter',
    windowsVirtualKeyCode: 229,
  })
  await cdp.send('Input.insertText', { text: '日本' })
  assert.equal(await field.inputValue(), '/日本')
  assert.equal(await page.getByRole('dialog').count(), 0)
  assert.equal(new URL(page.url()).pathname, '/')
  assertNoProblems(visit)
  await context.close()
})

test('what is written while an answer comes waits, in every tab and after a reload, and is then sent', async () => {
  const visit = await world.open()
  const { page, context } = visit
  const field = page.getByRole('textbox', FIELD)
  await field.fill(`Tell me everything. ${SLOWLY}`)
  await field.press('Enter')
  await page.getByRole('button', { name: 'Stop the answer' }).waitFor()
  await field.fill('And then what?')
  await field.press('Enter')
  const waiting = page.getByRole('heading', { name: '1 message waits for the answer' })
  await waiting.waitFor()
  const second = await context.newPage()
  await second.goto(page.url())
  await second.getByRole('heading', { name: '1 message waits for the answer' }).waitFor()
  await page.getByRole('button', { name: 'Stop the answer' }).click()
  await page.getByText('nothing was sent after it').waitFor()
  await page.reload()
  await page.getByText('nothing was sent after it').waitFor()
  await page.getByRole('button', { name: 'Change the message' }).click()
  const change = page.getByRole('textbox', { name: 'The message that waits' })
  await change.fill('Hello, and then?')
  await change.press('Enter')
  await page.getByRole('button', { name: 'Send the first one now' }).click()
  await waiting.waitFor({ state: 'detached' })
  await page.getByRole('article').filter({ hasText: 'Hello, and then?' }).first().waitFor()
  await waitForEnd(page)
  await second.getByText('Hello, and then?').first().waitFor()
  assertNoProblems(visit)
  await context.close()
})

test('one answer comes in the language that was chosen for it, and another version in yet another', async () => {
  const visit = await world.open()
  const { page, context } = visit
  const field = page.getByRole('textbox', FIELD)
  const choose = async (lang: string, action: string) => {
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Answer in').selectOption(lang)
    await dialog.getByRole('button', { name: action, exact: true }).click()
    await dialog.waitFor({ state: 'detached' })
  }
  await page.getByRole('button', { name: 'More for this message' }).click()
  await page.getByRole('menuitem', { name: 'Language of this answer' }).click()
  await choose('pl', 'Save')
  await page.getByText('Language of this answer: Polski').waitFor()
  await page.waitForFunction(() => document.activeElement?.id === 'message')
  await page.keyboard.type('Where does the water go? [[lang: pl]]')
  const asked = languagesAsked(page)
  await page.keyboard.press('Enter')
  const answer = page.getByRole('log').locator('article[aria-busy=false]')
  await answer.first().waitFor()
  assert.equal(await page.getByText('Language of this answer').count(), 0)

  await answer.getByRole('button', { name: 'More', exact: true }).click()
  await page.getByRole('menuitem', { name: 'Answer again in another language…' }).click()
  await choose('de', 'Answer again')
  await answer.getByLabel(/^Version [23] of/).waitFor()
  assert.deepEqual(asked, ['message pl', 'regenerate de'])

  await field.press('ArrowUp')
  const edited = page.getByRole('textbox', { name: 'New version of your message' })
  assert.match(await edited.inputValue(), /^Where does the water go\?/)
  await edited.press('Escape')
  await page.waitForFunction(() => document.activeElement?.id === 'message')
  assertNoProblems(visit)
  await context.close()
})

/** What the page demands of answers from now on; the fake answers as it likes. */
function languagesAsked(page: Page): string[] {
  const asked: string[] = []
  page.on('request', (request) => {
    if (!request.url().endsWith('/runs')) return
    const { kind, replyLang } = request.postDataJSON()
    asked.push(`${kind} ${replyLang}`)
  })
  return asked
}

test('a long text that is pasted can go along as a file', async () => {
  const visit = await world.open()
  const { page, context } = visit
  const field = page.getByRole('textbox', FIELD)
  await field.fill('What does this say? ')
  const paste = (length: number) =>
    field.evaluate((element, size) => {
      const clipboardData = new DataTransfer()
      const text = 'Straße am Kai. '.repeat(size / 15)
      clipboardData.setData('text/plain', text)
      element.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true }))
      // What the browser does by itself, had a person pasted.
      document.execCommand('insertText', false, text)
    }, length)
  await paste(150)
  await paste(6_000)
  await page.getByRole('button', { name: 'Attach it as a file' }).click()
  await page.getByRole('button', { name: 'Show what the model gets of Pasted text.txt' }).waitFor()
  const left = await field.inputValue()
  assert.equal(left, `What does this say? ${'Straße am Kai. '.repeat(10)}`)
  assert.equal(await page.getByRole('button', { name: 'Attach it as a file' }).count(), 0)
  assertNoProblems(visit)
  await context.close()
})

test('what is said becomes the message, once the organisation allows it and one knows who hears it', async () => {
  const visit = await world.open()
  const { page, context } = visit
  await context.addInitScript(standInForHearing)
  await page.reload()
  const dictate = page.getByRole('button', { name: 'Dictate', exact: true })
  await page.getByRole('button', { name: 'More for this message' }).waitFor()
  assert.equal(await dictate.count(), 0, 'it is off until somebody allows it')
  await page.getByRole('button', { name: 'Settings', exact: true }).click()
  await page.getByRole('button', { name: 'Answers', exact: true }).click()
  await page.getByLabel('People may dictate their messages').check()
  await page.keyboard.press('Escape')
  const field = page.getByRole('textbox', FIELD)
  await field.fill('Dear all,')
  await dictate.click()
  const notice = page.getByRole('dialog', { name: 'Where your voice goes' })
  await notice.getByRole('button', { name: 'Cancel' }).click()
  assert.deepEqual(await heardWith(page), [], 'nobody listens before one agreed')
  await dictate.click()
  await notice.getByRole('button', { name: 'Dictate' }).click()
  await page.getByText('the meeting beg', { exact: true }).waitFor()
  await page.getByText('Listening.').waitFor({ state: 'attached' })
  await page.evaluate(() => window.dispatchEvent(new Event('understood')))
  await page.waitForFunction(
    () =>
      document.querySelector<HTMLTextAreaElement>('#message')?.value ===
      'Dear all, the meeting begins at nine',
  )
  await page.getByLabel('Language that you speak').selectOption('de')
  assert.deepEqual(await heardWith(page), ['en service', 'de device'])
  await page.keyboard.press('Escape')
  await dictate.waitFor()

  await page.evaluate(() => window.localStorage.setItem('refuse', 'yes'))
  await dictate.press('Enter')
  await page.getByRole('alert').getByText('may not use the microphone').waitFor()
  assertNoProblems(visit)
  await context.close()
})

const heardWith = (page: Page) =>
  page.evaluate(() => JSON.parse(window.sessionStorage.getItem('heard') ?? '[]'))

/** In the page: the browser's interface for hearing, which knows German by itself and sends English to its maker. */
function standInForHearing(): void {
  class StandIn extends EventTarget {
    static available = async ({ langs }: { langs: string[] }) =>
      langs[0] === 'de' ? 'available' : 'unavailable'
    lang = ''
    processLocally = false
    start() {
      const heard = JSON.parse(window.sessionStorage.getItem('heard') ?? '[]')
      heard.push(`${this.lang} ${this.processLocally ? 'device' : 'service'}`)
      window.sessionStorage.setItem('heard', JSON.stringify(heard))
      if (window.localStorage.getItem('refuse')) {
        queueMicrotask(() => {
          this.dispatchEvent(Object.assign(new Event('error'), { error: 'not-allowed' }))
          this.stop()
        })
        return
      }
      this.say('the meeting beg', false)
      window.addEventListener('understood', () => this.say('the meeting begins at nine', true))
    }
    say(transcript: string, isFinal: boolean) {
      const results = [{ isFinal, 0: { transcript } }]
      this.dispatchEvent(Object.assign(new Event('result'), { resultIndex: 0, results }))
    }
    stop() {
      this.dispatchEvent(new Event('end'))
    }
  }
  Object.assign(window, { SpeechRecognition: StandIn, webkitSpeechRecognition: StandIn })
}
