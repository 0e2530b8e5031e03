import { SESSION_MS } from './sessions.ts'

export interface CookieKind {
  name: string
  /** Reached by https: the browser then guards the cookie more. */
  isSecure: boolean
}

/** The `Set-Cookie` that signs a browser in: no script reads it, no other site sends it. */
export function toSessionCookie({ name, isSecure }: CookieKind, token: string): string {
  return toCookie({ name, isSecure, value: token, maxAgeSeconds: SESSION_MS / 1000 })
}

/** @param cookie.maxAgeSeconds 0: the browser forgets it. The value has only characters that need no quoting. */
export function toCookie(cookie: CookieKind & { value: string; maxAgeSeconds: number }): string {
  const { name, isSecure, value, maxAgeSeconds } = cookie
  const attributes = `Path=/; Max-Age=${maxAgeSeconds}; HttpOnly; SameSite=Strict`
  return `${name}=${value}; ${attributes}${isSecure ? '; Secure' : ''}`
}

/** All of them: another port of this host can add a cookie of the same name, and must not sign anybody out by that. */
export function cookiesNamed(name: string, header: string): string[] {
  return header
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(`${name}=`))
    .map((pair) => pair.slice(name.length + 1))
}
