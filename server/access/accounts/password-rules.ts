import { readFileSync } from 'node:fs'
import { AppError } from '#server/lib/app-error.ts'

export const SHORTEST = 12
export const LONGEST = 128
/** What a guesser has to come by: fewer pieces than this, and a list of words with digits behind them finds it. */
const FEWEST_PIECES = 8
const OF_A_WORD = 3

let common: Set<string> | undefined

/**
 * Throws `invalid_request` with what to do. Length and not being guessable is all that is asked (NIST SP 800-63B 3.1.1.2,
 * ASVS 5 V6.2): no “one digit, one capital letter”.
 * @param personal What is known of the person: name, address. Their parts count as words.
 */
export function checkPassword(password: string, personal: readonly string[] = []): void {
  const { length } = Array.from(password.normalize('NFKC'))
  if (length < SHORTEST) {
    throw refusal(
      `The password has ${length} characters. It needs ${SHORTEST}; a few words will do.`,
    )
  }
  if (length > LONGEST) throw refusal(`The password may have ${LONGEST} characters at most.`)
  if (countPieces(password, personal) < FEWEST_PIECES) {
    throw refusal(
      'This password is too easy to guess: it is on lists of common passwords, or only repeats, counts or says your name. Take a few words that have nothing to do with each other.',
    )
  }
}

function refusal(message: string): AppError {
  return new AppError('invalid_request', message, { param: 'password' })
}

/**
 * How much there is to guess: a word of the list is three pieces the first time and none again, a run (`1234`, `aaaa`,
 * `asdf`) is one, anything else one a character.
 */
function countPieces(password: string, personal: readonly string[] = []): number {
  const theirs = personal.map(plain).filter((one) => one.length > 2)
  const own = new Set(theirs.flatMap((one) => one.split(/[^\p{L}\p{N}]+/u)))
  // What they are called, said in full, is nothing to guess.
  const text = theirs.reduce((rest, one) => rest.replaceAll(one, ''), plain(password))
  common ??= readCommon()
  const isWord = (word: string) => common?.has(word) || (word.length > 2 && own.has(word))
  const seen = new Set<string>()
  let pieces = 0
  for (let at = 0; at < text.length;) {
    const word = longestAt(text, at, isWord)
    const run = runAt(text, at)
    const piece = word.length >= run ? word : text.slice(at, at + run)
    if (!seen.has(piece)) pieces += piece === word && word !== '' && !own.has(word) ? OF_A_WORD : 1
    if (piece.length > 1) seen.add(piece)
    at += piece.length
  }
  return pieces
}

const LOOKALIKES: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  $: 's',
  '!': 'i',
}

function plain(text: string): string {
  return text.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase()
}

/** The longest word of the list that begins here, also with digits for letters; empty: none. */
function longestAt(text: string, at: number, isWord: (word: string) => boolean): string {
  for (let length = Math.min(24, text.length - at); length >= 3; length--) {
    const part = text.slice(at, at + length)
    if (isWord(part)) return part
    // Digits alone are no word in disguise.
    if (/\p{L}/u.test(part) && isWord(part.replaceAll(/[013457@$!]/g, (c) => LOOKALIKES[c] ?? c))) {
      return part
    }
  }
  return ''
}

const ROWS = ['qwertyuiop', 'qwertzuiop', 'azertyuiop', 'asdfghjkl', 'yxcvbnm', 'zxcvbnm']

/** How far the characters from here only repeat, count up or down, or follow the keyboard; at least 1. */
function runAt(text: string, at: number): number {
  let best = 1
  for (const step of [0, 1, -1]) {
    let end = at + 1
    while (end < text.length && text.charCodeAt(end) - text.charCodeAt(end - 1) === step) end += 1
    if (end - at >= 3) best = Math.max(best, end - at)
  }
  const isYear = /^(?:19|20)\d\d/.test(text.slice(at, at + 4))
  if (isYear) best = Math.max(best, 4)
  for (const row of ROWS) {
    let end = at + 1
    while (end < text.length && row.includes(text.slice(at, end + 1))) end += 1
    if (end - at >= 4) best = Math.max(best, end - at)
  }
  return best
}

/** The ten thousand passwords that leak most (of zxcvbn, MIT) and what Europe adds to them, one a line. */
function readCommon(): Set<string> {
  const text = readFileSync(new URL('./common-passwords.txt', import.meta.url), 'utf8')
  return new Set(text.split('\n').filter((word) => word !== ''))
}
