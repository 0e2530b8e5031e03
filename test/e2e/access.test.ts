import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { after, before, test } from 'node:test'
import type { AxeResults } from 'axe-core'
import type { Page } from 'playwright-core'
import { ask, assertNoProblems, createWorld, waitForEnd, type World } from './world.ts'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

let world: World
let conversationPath = ''
before(async () => {
  world = await createWorld()
  const { page, context } = await world.open()
  const markdown =
    '# Title\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n- [x] done\n\n`code` and [link](https://example.org)\n\n```js\nlet a = 1\n```'
  await ask(page, `[[echo]] ${markdown}`)
  await waitForEnd(page)
  await page.getByRole('button', { name: 'Answer again' }).click()
  await page.getByText('2/2').waitFor()
  await waitForEnd(page)
  await ask(page, 'Hello, what fails? [[fault: status=503 times=9]]')
  await waitForEnd(page)
  conversationPath = new URL(page.url()).pathname
  await context.close()
})
after(() => world.close())

const SCHEMES = ['light', 'dark'] as const
const DESK = { width: 1280, height: 800 }
const PHONE = { width: 320, height: 640 }
/** Each language, theme and width at least once; `npm run check:accessibility` takes them all together. */
const LOOKS = [
  { locale: 'en-GB', colorScheme: 'light', viewport: DESK },
  { locale: 'fr-FR', colorScheme: 'light', viewport: PHONE },
  { locale: 'de-DE', colorScheme: 'dark', viewport: PHONE },
] as const

/** Where one can be, and how one gets there from the first page in any language. */
const VIEWS: Record<string, (page: Page) => Promise<unknown>> = {
  'the first page': async () => undefined,
  'a conversation': async (page) => {
    await page.goto(new URL(conversationPath, page.url()).href)
    await page.locator('.md pre').first().waitFor()
  },
  'the models': async (page) => {
    await page.getByRole('button', { name: /^Mod(el|èle|ell)\b/ }).click()
    await page.getByRole('dialog').waitFor()
  },
  'the settings': async (page) => {
    await openList(page)
    await page.getByRole('button', { name: /^(Settings|Réglages|Einstellungen)$/ }).click()
    await page.getByRole('dialog').waitFor()
  },
  'the menu of a conversation': async (page) => {
    await page.goto(new URL(conversationPath, page.url()).href)
    await page.locator('.md pre').first().waitFor()
    await page.locator('main header button[aria-haspopup="menu"]').first().click()
    await page.getByRole('menuitem').first().waitFor()
  },
  'the search': async (page) => {
    await page.keyboard.press('Control+Shift+F')
    await page.getByRole('dialog').waitFor()
  },
  'the commands': async (page) => {
    await page.keyboard.press('Control+K')
    await page.getByRole('dialog').waitFor()
  },
}

for (const look of LOOKS) {
  const title = `${look.locale}, ${look.colorScheme}, ${look.viewport.width} px`
  test(`axe finds nothing on any view: ${title}`, async () => {
    const visit = await world.open({ ...look, reducedMotion: 'reduce' })
    for (const [view, go] of Object.entries(VIEWS)) {
      await visit.page.goto(world.server.url)
      await visit.page.getByRole('heading', { level: 1 }).waitFor()
      await go(visit.page)
      assert.deepEqual(await listViolations(visit.page), [], view)
      assert.equal(await overflowOf(visit.page), 0, `${view} scrolls sideways`)
    }
    assertNoProblems(visit)
    await visit.context.close()
  })
}

test('axe finds nothing where one signs in', async () => {
  for (const colorScheme of SCHEMES) {
    const { page, context } = await world.open({ isSignedIn: false, colorScheme })
    await page.getByRole('heading', { level: 1 }).waitFor()
    assert.deepEqual(await listViolations(page), [])
    await context.close()
  }
})

test('every journey can be made with the keyboard alone', async () => {
  const { page, context } = await world.open()
  await page.getByRole('heading', { level: 1 }).waitFor()
  // The field has the focus: one writes at once.
  await page.waitForFunction(() => document.activeElement?.id === 'message')
  await page.keyboard.type('Hello, what is it?')
  await page.keyboard.press('Enter')
  await page.waitForURL(/\/c\//)
  await waitForEnd(page)

  await tabTo(page, 'Model: Fake')
  await page.keyboard.press('Enter')
  await page.getByRole('dialog', { name: 'Choose a model' }).waitFor()
  await page.keyboard.press('Escape')
  assert.match(await focusedName(page), /^Model: Fake/)

  await tabTo(page, 'Skip to the message field')
  await page.keyboard.press('Enter')
  assert.equal(await focusedName(page), 'Your message')

  await tabTo(page, 'Actions for “Hello, what is it?”')
  await page.keyboard.press('Enter')
  await waitForMenu(page)
  await page.keyboard.press('Enter')
  await page.getByRole('dialog', { name: 'Rename the conversation' }).waitFor()
  await page.keyboard.type('Renamed by hand')
  await page.keyboard.press('Enter')
  await page.getByRole('link', { name: 'Renamed by hand' }).waitFor()

  await tabTo(page, 'Edit this message')
  await page.keyboard.press('Enter')
  await page.keyboard.type(' Again')
  await page.keyboard.press('Enter')
  await page.getByText('2/2').waitFor()
  await waitForEnd(page)
  await tabTo(page, 'Previous version')
  await page.keyboard.press('Enter')
  await page.getByText('1/2').waitFor()

  await tabTo(page, 'Actions for “Renamed by hand”')
  await page.keyboard.press('Enter')
  await waitForMenu(page)
  // The last one of the menu.
  await page.keyboard.press('ArrowUp')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'What shall we look into?' }).waitFor()
  assert.equal(await page.getByRole('link', { name: 'Renamed by hand' }).count(), 0)
  await context.close()
})

test('a screen reader hears each sentence of an answer once, in the language of the answer', async () => {
  const { page, context } = await world.open()
  await page.getByRole('heading', { level: 1 }).waitFor()
  await page.evaluate(() => {
    const heard: { text: string; lang: string }[] = []
    Object.assign(window, { heard })
    new MutationObserver((records) => {
      for (const { addedNodes, target } of records) {
        const region = target instanceof Element ? target.closest('[aria-live="polite"]') : null
        for (const node of region ? addedNodes : []) {
          if (node instanceof HTMLElement) heard.push({ text: node.innerText, lang: node.lang })
        }
      }
    }).observe(document.body, { subtree: true, childList: true })
  })
  const text = 'Das ist der erste Satz. Hier kommt der zweite Satz. Und das ist der dritte Satz.'
  await ask(page, `${text} [[echo]] [[fault: delay=90]]`)
  await waitForEnd(page)
  await page.getByText('Und das ist der dritte Satz.').last().waitFor()
  const heard = await page.evaluate<{ text: string; lang: string }[]>('window.heard')
  assert.deepEqual(
    heard.filter((sentence) => sentence.text.includes('Satz')),
    [
      { text: 'Das ist der erste Satz.', lang: 'de' },
      { text: 'Hier kommt der zweite Satz.', lang: 'de' },
      { text: 'Und das ist der dritte Satz.', lang: 'de' },
    ],
  )
  await context.close()
})

async function openList(page: Page): Promise<void> {
  await page.getByRole('heading', { level: 1 }).waitFor()
  const opener = page.getByRole('button', { name: /^(Show the|Afficher les|Unterhaltungen an)/ })
  if (await opener.isVisible()) await opener.click()
}

async function listViolations(page: Page): Promise<string[]> {
  await page.evaluate(AXE)
  const { violations } = await page.evaluate<AxeResults>('axe.run()')
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`)
}

/** By how much the page is wider than its window. */
function overflowOf(page: Page): Promise<number> {
  return page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement
    return Math.max(0, scrollWidth - clientWidth)
  })
}

async function tabTo(page: Page, name: string): Promise<void> {
  for (let step = 0; step < 80; step += 1) {
    await page.keyboard.press('Tab')
    if ((await focusedName(page)).startsWith(name)) return
  }
  assert.fail(`Tab never leads to "${name}"`)
}

function focusedName(page: Page): Promise<string> {
  return page.evaluate(() => {
    const { activeElement } = document
    return activeElement?.getAttribute('aria-label') ?? activeElement?.textContent ?? ''
  })
}

/** Drawn, and with the focus in it. */
async function waitForMenu(page: Page): Promise<void> {
  await page.waitForFunction(() => document.activeElement?.getAttribute('role') === 'menuitem')
}
