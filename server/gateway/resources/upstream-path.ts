import { AppError } from '#server/lib/app-error.ts'

/**
 * The path that a provider is called at for the caller's `/v1/…`, its query with it. Each segment is written anew: none of
 * them can leave the place that was looked at.
 */
export function toUpstreamPath(url: string): string {
  const [path = '', query] = url.split('?', 2)
  const segments = path.replace(/^\/v1\//, '').split('/')
  const safe = segments.map((segment) => {
    const text = decode(segment)
    if (text === '' || text === '.' || text === '..' || FORBIDDEN.test(text)) {
      throw new AppError('not_found', 'There is nothing at this address.')
    }
    return encodeURIComponent(text)
  })
  return `/${safe.join('/')}${query ? `?${cleanQuery(query)}` : ''}`
}

const FORBIDDEN = /[/\\\p{C}]/u

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return ''
  }
}

function cleanQuery(query: string): string {
  return query.replaceAll(/[^\x21-\x7e]|#/g, '')
}
