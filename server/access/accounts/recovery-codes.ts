import { randomInt } from 'node:crypto'

const HOW_MANY = 10
/** Without what is easily taken for something else: no 0 and O, no 1, I and L. */
const ALPHABET = 'ABCDEFGHJKMNPQRSTUVWXYZ23456789'
const LENGTH = 12

/** Ten codes of 59 bits, for people to print: `K7QF-2MNX-9PRD`. */
export function createRecoveryCodes(): string[] {
  return Array.from({ length: HOW_MANY }, () => {
    const characters = Array.from({ length: LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)])
    return (characters.join('').match(/.{4}/g) ?? []).join('-')
  })
}

/** As it was printed, however it was typed. Undefined: it cannot be one. */
export function readRecoveryCode(typed: string): string | undefined {
  const bare = typed.toUpperCase().replaceAll(/[\s-]/g, '')
  if (bare.length !== LENGTH || /[^A-HJKMNP-Z2-9]/.test(bare)) return undefined
  return (bare.match(/.{4}/g) ?? []).join('-')
}
