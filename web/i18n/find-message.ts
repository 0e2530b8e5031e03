import type { Messages } from '@lingui/core'

type Compiled = Messages[string]

/** Ids of the messages that may have drawn a text, the surest first: those that are the text, then those with variables in it. */
export function findMessages(messages: Messages, text: string): string[] {
  const shown = text.replaceAll(/\s+/gu, ' ').trim()
  if (shown === '') return []
  const found = Object.entries(messages).flatMap(([id, message]) => {
    const pattern = toPattern(message)
    if (pattern.letters === 0 || !pattern.regex.test(shown)) return []
    return [{ id, letters: pattern.letters }]
  })
  return found
    .toSorted((one, two) => two.letters - one.letters)
    .map(({ id }) => id)
    .slice(0, 8)
}

/** The message as a translator knows it: ICU. Takes what Lingui compiles. */
export function toIcu(message: Compiled): string {
  if (typeof message === 'string') return message
  return message
    .map((token) => {
      if (typeof token === 'string') return token
      const [name, kind, forms] = token
      if (kind === undefined) return `{${name}}`
      if (typeof forms !== 'object' || forms === null) return `{${name}, ${kind}}`
      const cases = Object.entries(forms)
        .filter(([form, value]: [string, unknown]) => form !== 'offset' || value !== undefined)
        .map(([form, value]: [string, unknown]) => {
          const key = /^\d+$/.test(form) ? `=${form}` : form
          return form === 'offset' ? `offset:${String(value)}` : `${key} {${toIcu(ofForm(value))}}`
        })
      return `{${name}, ${kind}, ${cases.join(' ')}}`
    })
    .join('')
}

function ofForm(value: unknown): Compiled {
  return typeof value === 'string' || Array.isArray(value) ? value : ''
}

function toPattern(message: Compiled): { regex: RegExp; letters: number } {
  const parts = typeof message === 'string' ? [message] : message
  let letters = 0
  const source = parts
    .map((token) => {
      if (typeof token !== 'string') return '.+?'
      const plain = token.replaceAll(/<[^>]*>/g, '').replaceAll(/\s+/gu, ' ')
      letters += plain.match(/\p{L}/gu)?.length ?? 0
      return plain.replaceAll(/[$()*+.?[\\\]^{|}]/g, String.raw`\$&`)
    })
    .join('')
  return { regex: new RegExp(`^\\s*${source}\\s*$`, 'su'), letters }
}
