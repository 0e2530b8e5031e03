/** A text as it may stand in a filter, meaning itself (RFC 4515, section 3): bytes beyond letters and digits are escaped. */
export function escapeFilterValue(text: string): string {
  return text.replace(/[^\p{L}\p{N} @._-]/gu, (character) =>
    [...Buffer.from(character)].map((byte) => `\\${byte.toString(16).padStart(2, '0')}`).join(''),
  )
}

/** What stands first in a distinguished name: `Finance` of `cn=Finance,ou=groups,dc=example,dc=eu` (RFC 4514). */
export function firstName(dn: string): string {
  const value = /^[^=]+=((?:\\.|[^,+\\])*)/s.exec(dn)?.[1] ?? dn
  const bytes = value.replace(/(?:\\[\da-f]{2})+/gi, (escaped) =>
    Buffer.from(escaped.replaceAll('\\', ''), 'hex').toString('utf8'),
  )
  return bytes.replace(/\\(.)/gs, '$1').trim()
}
