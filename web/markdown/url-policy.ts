/** Where a link may lead, in its normalised form, and how its host is called in truth (punycode for a foreign script). */
export interface AllowedLink {
  href: string
  host: string
}

const MAX_URL_CHARS = 2048

// White space, control characters, direction marks, zero-width characters and backslashes: in an address they only deceive.
const DECEIVING = /[\s\\\p{C}\p{Default_Ignorable_Code_Point}]/u

/**
 * The address that a link in model output may carry, or undefined when it may carry none. Only absolute http, https and
 * mailto pass; nothing relative, nothing with a user name or password, nothing whose characters hide where it leads.
 */
export function allowedLink(href: string): AllowedLink | undefined {
  if (href.length > MAX_URL_CHARS || DECEIVING.test(href)) return undefined
  if (/^mailto:/i.test(href)) return allowedMail(href)
  if (!/^https?:\/\/[^/]/i.test(href) || !URL.canParse(href)) return undefined
  const url = new URL(href)
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return undefined
  if (url.username !== '' || url.password !== '' || url.hostname === '') return undefined
  return { href: url.href, host: url.hostname }
}

/** Keeps the address alone: a subject, a body or a blind copy written by a model could carry the conversation away. */
function allowedMail(href: string): AllowedLink | undefined {
  const address = href.slice('mailto:'.length).split('?', 1)[0] ?? ''
  const match = /^[\p{L}\p{N}.!#$'*+/=^_`{|}~-]{1,64}@([\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+)$/u.exec(
    address,
  )
  if (!match?.[1] || !URL.canParse(`http://${match[1]}`)) return undefined
  return { href: `mailto:${address}`, host: new URL(`http://${match[1]}`).hostname }
}

/** Endings of file names that are no top-level domain: `Node.js` pretends to no host. */
const FILE_ENDING =
  /\.(?:js|mjs|ts|tsx|json|html?|php|txt|pdf|css|ya?ml|xml|csv|docx?|xlsx?|od[st]|pptx?|png|jpe?g)$/

/**
 * The host to show beside a link whose words pretend to another one (`[bank.example](https://evil.example)`) or whose
 * name is drawn in letters that may not be what they seem; undefined when the words are honest.
 */
export function hostToReveal(text: string, link: AllowedLink): string | undefined {
  const shown = plainLetters(text)
  const claimed = (shown.match(/(?:[\p{L}\p{N}-]+\.)+\p{L}[\p{L}\p{N}-]+/gu) ?? []).filter(
    (name) => !FILE_ENDING.test(name),
  )
  if (claimed.length === 0) return /(?:^|\.)xn--/.test(link.host) ? link.host : undefined
  const isHonest = startsWithHost(shown, link) || claimed.every((name) => isSameHost(name, link))
  return isHonest ? undefined : link.host
}

/** What a reader sees: compatibility forms folded, invisible characters gone, every full stop a full stop. */
function plainLetters(text: string): string {
  const folded = text.normalize('NFKC').replace(/[\p{Cf}\p{Mn}]/gu, '')
  return folded
    .replace(/[․。]/g, '.')
    .toLowerCase()
    .trim()
}

function isSameHost(name: string, link: AllowedLink): boolean {
  return name.replace(/^www\./, '') === link.host.replace(/^www\./, '')
}

/** `https://a.example/index.html` names more than one host-like thing, but the whole address is there to be read. */
function startsWithHost(shown: string, link: AllowedLink): boolean {
  const start = shown.replace(/^(?:https?:\/\/|mailto:)?(?:www\.)?/, '')
  if (link.href.startsWith('mailto:')) return `mailto:${start}` === link.href.toLowerCase()
  const host = link.host.replace(/^www\./, '')
  return start.startsWith(host) && ['', '/', ':', '?', '#'].includes(start.charAt(host.length))
}
