/**
 * The browser may load, connect to and be framed by nothing but ourselves. Not even style attributes in markup: React sets
 * styles through the object model, which this does not concern.
 */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob:",
  "font-src 'self'",
  "connect-src 'self'",
  // Of our own pages one alone lets itself be framed: the one that draws diagrams.
  "frame-src 'self'",
  "manifest-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
  // Text never becomes markup or script in the page, not even by mistake: the browser throws. `default` is in theme.js.
  "require-trusted-types-for 'script'",
  'trusted-types default',
].join('; ')

/**
 * The frame that draws diagrams out of what a model wrote: an origin of its own, Mermaid's code, and no network at all. It
 * makes markup of text, which is why it is not the page; a request that got out of it would have nothing to tell.
 */
const DIAGRAM_POLICY = [
  'sandbox allow-scripts',
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'unsafe-inline'",
  // The drawing itself, on its way to a PNG.
  'img-src data:',
  "form-action 'none'",
  "base-uri 'none'",
  "frame-ancestors 'self'",
].join('; ')

/**
 * Where people come by https: the browser asks for nothing else for a year. Not for subdomains, which may be somebody else's:
 * whoever has all of them adds that in the proxy, and the name of the cookie keeps theirs out anyway.
 */
export const HTTPS_ONLY = 'max-age=31536000'

/** Of a file of a stranger: wherever it is opened, it is nothing that could do something. */
export const FILE_POLICY = "default-src 'none'; sandbox"

/** Of a page without any script, whose form goes to one other place. @param origin of an address that an owner has entered */
export const formPolicy = (origin: string) =>
  `default-src 'none'; form-action ${origin}; base-uri 'none'; frame-ancestors 'none'`

/** Whether a page may do less than our usual ones, and says so itself. */
export const isOwnPolicy = (policy: string | null) =>
  policy !== null &&
  (policy === FILE_POLICY ||
    /^default-src 'none'; form-action https?:\/\/[^\s;'"]+; base-uri 'none'; frame-ancestors 'none'$/.test(
      policy,
    ))

const NO_DEVICES = 'camera=(), display-capture=(), geolocation=(), payment=(), usb=()'

/** On every answer that is not `/v1`. */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': CONTENT_SECURITY_POLICY,
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  // Dictation listens where an organisation allows it, and the browser asks whoever speaks.
  'permissions-policy': `${NO_DEVICES}, microphone=(self)`,
}

/** All that belongs to the frame of diagrams, public/diagram of the web app. */
export const DIAGRAM_PATH = '/diagram/'

/** In place of the above on what belongs to that frame, whose origin is nobody's: so it must ask for scripts as a stranger. */
export const DIAGRAM_HEADERS: Readonly<Record<string, string>> = {
  ...SECURITY_HEADERS,
  'content-security-policy': DIAGRAM_POLICY,
  'permissions-policy': `${NO_DEVICES}, microphone=()`,
  'x-frame-options': 'SAMEORIGIN',
  'access-control-allow-origin': '*',
  'cross-origin-resource-policy': 'cross-origin',
  'x-dns-prefetch-control': 'off',
}
