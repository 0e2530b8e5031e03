// The page without a network: its own code, and, where somebody wanted that on this device, the conversations that they have
// opened, to be read. Nothing is kept of restricted or secret conversations, nothing for anybody but the one who is signed in,
// and nothing after they sign out. Whatever changes something always goes to the server.

const APP = 'galerne-app-1'
const READ = 'galerne-read-1'
const SETTINGS = 'galerne-settings-1'
/** The classes of conversations that may be kept on a device. */
const KEPT_CLASSES = ['public', 'internal']
/** How many conversations are kept at most: the oldest go first. */
const MAX_KEPT = 200
/** Says of an answer that it is from the device. */
const OFFLINE_HEADER = 'x-galerne-offline'
/** `no`: the organisation lets nothing be kept on devices. KEEP_HEADER of wire/access.ts. */
const KEEP_HEADER = 'x-galerne-keep'

/** Of each conversation its class, as far as it has been seen. Unknown is not kept. */
const classes = new Map()

self.addEventListener('install', () => self.skipWaiting())
self.addEventListener('activate', (event) => event.waitUntil(begin()))
self.addEventListener('message', (event) => event.waitUntil(hear(event.data)))
self.addEventListener('fetch', (event) => {
  const url = new URL(event.request.url)
  if (url.origin !== self.location.origin) return
  if (url.pathname === '/sign-out') event.waitUntil(forget())
  else if (event.request.method === 'GET') answer(event, url)
})

function answer(event, url) {
  const { request } = event
  const isPage =
    request.mode === 'navigate' && !/^\/(api|v1|sign-in|check)(\/|$)/.test(url.pathname)
  if (url.pathname.startsWith('/assets/')) event.respondWith(fromDevice(request))
  else if (/^\/(theme\.js|branding(\.css|\/logo)|icon[\w-]*\.(svg|png))$/.test(url.pathname)) {
    event.respondWith(fromServer(request, APP))
  } else if (isPage) event.respondWith(page(request))
  else if (isReadable(url)) event.respondWith(reading(event, url))
}

async function begin() {
  const names = await caches.keys()
  const old = names.filter(
    (name) => name.startsWith('galerne-') && ![APP, READ, SETTINGS].includes(name),
  )
  await Promise.all(old.map((name) => caches.delete(name)))
  await self.clients.claim()
}

/** `{ type: 'keep', loaded }`: conversations are kept from now on. `{ type: 'forget' }`: nobody is signed in any more. */
async function hear(message) {
  if (message?.type === 'forget') return forget()
  if (message?.type !== 'keep') return undefined
  const settings = await caches.open(SETTINGS)
  await settings.put('/keep', new Response('yes'))
  return keepPage(message.loaded ?? [])
}

/** The page, and what of its code was loaded before this worker was there. */
async function keepPage(loaded) {
  const app = await caches.open(APP)
  const assets = loaded.filter((path) => path.startsWith('/assets/'))
  await app.addAll(['/', '/theme.js', '/branding.css', '/icon.svg', ...assets])
}

async function forget() {
  classes.clear()
  const settings = await caches.open(SETTINGS)
  await Promise.all([caches.delete(READ), settings.delete('/person')])
}

/** Until the page says otherwise, which it does not before the organisation does. */
async function stopKeeping() {
  await forget()
  await caches.delete(SETTINGS)
}

/** What has a hash in its name never changes. */
async function fromDevice(request) {
  const app = await caches.open(APP)
  const kept = await app.match(request)
  if (kept) return kept
  const response = await fetch(request)
  if (response.ok) await app.put(request, response.clone())
  return response
}

async function fromServer(request, name) {
  const cache = await caches.open(name)
  try {
    const response = await fetch(request)
    if (response.ok) await cache.put(request, response.clone())
    return response
  } catch (error) {
    const kept = await cache.match(request)
    if (kept) return kept
    throw error
  }
}

/** Every page of the app is the same one. */
async function page(request) {
  const app = await caches.open(APP)
  try {
    const response = await fetch(request)
    if (response.ok && !response.redirected) await app.put('/', response.clone())
    return response
  } catch (error) {
    const kept = await app.match('/')
    if (kept) return kept
    throw error
  }
}

function isReadable({ pathname }) {
  return (
    ['/api/session', '/api/models', '/api/conversations'].includes(pathname) ||
    /^\/api\/conversations\/[\w-]+(\/messages)?$/.test(pathname)
  )
}

async function reading(event, url) {
  let response
  try {
    response = await fetch(event.request)
  } catch (error) {
    const kept = await keptAnswer(url)
    if (kept) return kept
    throw error
  }
  const copy = response.clone()
  event.waitUntil(learn(url, copy))
  return response
}

async function keptAnswer(url) {
  const kept = await (await caches.open(READ)).match(keyOf(url))
  if (!kept) return undefined
  const headers = new Headers(kept.headers)
  headers.set(OFFLINE_HEADER, 'yes')
  return new Response(kept.body, { status: kept.status, headers })
}

/** Keeps what may be kept of an answer. */
async function learn(url, response) {
  if (response.status === 401) return forget()
  if (response.headers.get(KEEP_HEADER) === 'no') return stopKeeping()
  if (!response.ok) return undefined
  const body = await response.json().catch(() => undefined)
  if (!body) return undefined
  if (url.pathname === '/api/session') await noticePerson(body)
  if (!(await isKeeping())) return undefined
  const read = await caches.open(READ)
  const kept = whatMayBeKept(url, body)
  // What has become restricted goes.
  const gone = [...classes].filter(([, classification]) => !mayKeep({ classification }))
  for (const [id] of gone) {
    const path = `/api/conversations/${id}`
    await Promise.all([read.delete(path), read.delete(`${path}/messages`)])
  }
  if (kept === undefined) return undefined
  const headers = { 'content-type': 'application/json' }
  await read.put(keyOf(url), new Response(JSON.stringify(kept), { headers }))
  const keys = await read.keys()
  return Promise.all(
    keys.slice(0, Math.max(0, keys.length - MAX_KEPT)).map((key) => read.delete(key)),
  )
}

/** Another person at the same device finds nothing of the one before. */
async function noticePerson({ user, organisation }) {
  const settings = await caches.open(SETTINGS)
  const before = await (await settings.match('/person'))?.text()
  const now = `${organisation?.id} ${user?.id}`
  if (before !== undefined && before !== now) {
    classes.clear()
    await Promise.all([caches.delete(READ), settings.delete('/keep')])
  }
  if (before !== now) await settings.put('/person', new Response(now))
}

async function isKeeping() {
  return (await (await caches.open(SETTINGS)).match('/keep')) !== undefined
}

function whatMayBeKept({ pathname, search }, body) {
  // What lets one change something is of no use without a network.
  if (pathname === '/api/session') return { ...body, csrfToken: '' }
  if (pathname === '/api/models') return body
  if (pathname === '/api/conversations') {
    for (const { id, classification } of body.conversations ?? []) classes.set(id, classification)
    // The first page of the list alone.
    if (/cursor|folderId|shown/.test(search)) return undefined
    return { conversations: body.conversations.filter(mayKeep), nextCursor: null }
  }
  const [, , , id, part] = pathname.split('/')
  if (part === undefined) {
    classes.set(id, body.classification)
    return mayKeep(body) ? body : undefined
  }
  return KEPT_CLASSES.includes(classes.get(id)) ? body : undefined
}

function mayKeep({ classification }) {
  return KEPT_CLASSES.includes(classification)
}

/** The newest messages and all of them are one answer, whichever came last. */
function keyOf({ pathname }) {
  return pathname
}
