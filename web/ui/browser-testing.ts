import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { extname, join, resolve } from 'node:path'
import { type Browser, chromium, type Page } from 'playwright-core'
import { build, type Plugin } from 'vite'

const WEB = join(import.meta.dirname, '..')
const TYPES: Record<string, string> = {
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
}
/** As every page of the product has them. */
const PUBLIC = new Set(['/icon.svg', '/theme.js'])
const PAGE = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Test</title>
<meta name="viewport" content="width=device-width"><link rel="icon" href="/icon.svg">
<script src="/theme.js"></script>
<link rel="stylesheet" href="/style.css"></head>
<body><script type="module" src="/page.js"></script></body></html>`
const CHROMIUM_FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

export interface TestPage {
  page: Page
  /** Everything that the page did to the outside world: requests beyond its own server, windows and dialogs. */
  effects: string[]
  close: () => Promise<void>
}

interface TestPageOptions {
  /** A module, as a path from `web/` or an absolute one. */
  entry: string
  plugins?: Plugin[]
  /** As the product's server sends them; without them the page may do anything. */
  headers?: Readonly<Record<string, string>>
}

/** Builds one module as the application would be built, with its styles, and opens it in a real Chromium. */
export async function openTestPage(options: TestPageOptions): Promise<TestPage> {
  const { entry, plugins = [], headers = {} } = options
  const folder = await mkdtemp(join(tmpdir(), 'galerne-page-'))
  await buildPage(folder, entry, plugins)
  const server = await serve(folder, headers)
  const origin = originOf(server)
  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: CHROMIUM_FLAGS,
  })
  const { page, effects } = await watchedPage(browser, origin)
  await page.goto(origin)
  return {
    page,
    effects,
    async close() {
      await browser.close()
      server.closeAllConnections()
      server.close()
      await rm(folder, { recursive: true })
    },
  }
}

async function buildPage(folder: string, entry: string, plugins: Plugin[]): Promise<void> {
  const { default: tailwind } = await import('@tailwindcss/vite')
  await build({
    root: WEB,
    configFile: false,
    publicDir: false,
    logLevel: 'error',
    plugins: [tailwind(), ...plugins],
    oxc: { jsx: { runtime: 'automatic' } },
    worker: { format: 'es', plugins: () => plugins },
    build: {
      outDir: folder,
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      rolldownOptions: {
        input: { page: resolve(WEB, entry), style: join(WEB, 'main.css') },
        output: { entryFileNames: '[name].js', assetFileNames: '[name][extname]' },
      },
    },
  })
}

async function serve(folder: string, headers: Readonly<Record<string, string>>): Promise<Server> {
  const server = createServer((request, response) => {
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value)
    const path = new URL(request.url ?? '/', 'http://localhost').pathname
    if (path === '/') {
      response.setHeader('content-type', 'text/html').end(PAGE)
      return
    }
    readFile(join(PUBLIC.has(path) ? join(WEB, 'public') : folder, path)).then(
      (content) =>
        response.setHeader('content-type', TYPES[extname(path)] ?? 'text/plain').end(content),
      () => response.writeHead(404).end(),
    )
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return server
}

function originOf(server: Server): string {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The server does not listen')
  return `http://127.0.0.1:${address.port}`
}

async function watchedPage(browser: Browser, origin: string) {
  const effects: string[] = []
  const context = await browser.newContext()
  await context.route('**/*', async (route) => {
    const url = route.request().url()
    if (url === `${origin}/` || /^\/[\w./-]+\.(?:js|css|svg)$/.test(url.slice(origin.length))) {
      if (url.startsWith(origin)) return route.continue()
    }
    effects.push(`request ${url}`)
    return route.abort()
  })
  const page = await context.newPage()
  page.on('dialog', (dialog) => {
    effects.push(`dialog ${dialog.message()}`)
    // Gone already where the page went elsewhere meanwhile.
    dialog.dismiss().catch(() => undefined)
  })
  page.on('popup', (popup) => effects.push(`window ${popup.url()}`))
  page.on('console', (message) => {
    if (/security policy/i.test(message.text())) effects.push(`refused ${message.text()}`)
  })
  page.on('pageerror', (error) => effects.push(`error ${error.message}`))
  page.on('framenavigated', (frame) => {
    if (frame.url() !== `${origin}/`) effects.push(`navigation ${frame.url()}`)
  })
  return { page, effects }
}
