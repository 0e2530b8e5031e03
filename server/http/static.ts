import { createHash } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { extname, join, relative, sep } from 'node:path'
import { plainPage } from './errors.ts'

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
}

/** Vite puts a hash of the content in the name of everything under assets/: such a file never changes. */
const HASHED = /^\/assets\/.+-[\w-]{8,}\.\w+$/

interface StaticFile {
  content: Buffer<ArrayBuffer>
  etag: string
}

type Answer = (request: Request) => Promise<Response>

/**
 * Serves the built web app. Only files that were in the folder when it was read exist, by their exact paths: there is no
 * path arithmetic on what a client sends. Pages of the app itself, which it routes in the browser, get index.html.
 */
export function createStaticFiles(folder: string): Answer {
  let known: Map<string, string> = new Map()
  let builtMs = -1
  const files = new Map<string, Promise<StaticFile>>()

  /** A new build is served without a restart. */
  async function refresh(): Promise<boolean> {
    const index = await stat(join(folder, 'index.html')).catch(() => undefined)
    if (!index) return false
    if (index.mtimeMs !== builtMs) {
      known = listFiles(folder)
      files.clear()
      builtMs = index.mtimeMs
    }
    return true
  }

  function read(path: string): Promise<StaticFile> {
    const before = files.get(path)
    if (before) return before
    const file = readFile(path).then((content) => ({
      content,
      etag: `"${createHash('sha256').update(content).digest('base64url').slice(0, 22)}"`,
    }))
    files.set(path, file)
    file.catch(() => files.delete(path))
    return file
  }

  return async (request) => {
    const { pathname } = new URL(request.url)
    const isPage = !known.has(pathname) && isNavigation(request, pathname)
    if ((isPage || builtMs < 0) && !(await refresh())) return notBuilt()
    const url = isPage ? '/index.html' : pathname
    const path = known.get(url)
    if (path === undefined) return notFound()
    const encoding = chooseEncoding(request, url, known)
    const file = await read(encoding === undefined ? path : `${path}${encoding.extension}`)
    return answer({ request, url, file, encoding: encoding?.name })
  }
}

function answer(found: {
  request: Request
  url: string
  file: StaticFile
  encoding: string | undefined
}): Response {
  const { request, url, file, encoding } = found
  const headers = new Headers({
    'content-type': TYPES[extname(url)] ?? 'application/octet-stream',
    'cache-control': HASHED.test(url) ? 'public, max-age=31536000, immutable' : 'no-cache',
    etag: file.etag,
    vary: 'accept-encoding',
  })
  if (encoding !== undefined) headers.set('content-encoding', encoding)
  if (request.headers.get('if-none-match')?.includes(file.etag)) {
    return new Response(null, { status: 304, headers })
  }
  headers.set('content-length', String(file.content.length))
  return new Response(file.content, { headers })
}

const ENCODINGS = [
  { name: 'br', extension: '.br' },
  { name: 'gzip', extension: '.gz' },
]

function chooseEncoding(request: Request, url: string, known: ReadonlyMap<string, string>) {
  const accepted = request.headers.get('accept-encoding') ?? ''
  return ENCODINGS.find(
    ({ name, extension }) =>
      new RegExp(`(^|[,\\s])${name}($|[,;\\s])(?!\\s*q=0(\\.0*)?($|,))`).test(accepted) &&
      known.has(url + extension),
  )
}

function listFiles(folder: string): Map<string, string> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true })
  return new Map(
    entries
      // isFile is false for a symbolic link: one that leads out of the folder is not served.
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((path) => [`/${relative(folder, path).split(sep).join('/')}`, path]),
  )
}

function isNavigation(request: Request, pathname: string): boolean {
  if (pathname === '/') return true
  return extname(pathname) === '' && (request.headers.get('accept') ?? '').includes('text/html')
}

function notFound(): Response {
  return new Response('Not found\n', {
    status: 404,
    headers: { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' },
  })
}

function notBuilt(): Response {
  return plainPage(
    503,
    'The web app is not built yet',
    'Stop Galerne and start it with “npm start”, which builds the web app. The API at /v1 works without it.',
  )
}
