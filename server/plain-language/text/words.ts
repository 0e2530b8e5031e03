import type { Span } from './sentences.ts'

export interface Word extends Span {
  text: string
}

const WORD =
  /\p{N}+(?:[.,:’'\u00A0\u202F]\p{N}+)*|[\p{L}\p{M}]+(?:[’'\-·•‧\u00AD\u2010\u2011\u200B][\p{L}\p{M}\p{N}]+)*/gu

/** The words of a text, in order. What divides a word for its readers (a hyphen, the Mediopunkt) does not end it. */
export function wordsOf(text: string, from = 0): Word[] {
  const found: Word[] = []
  for (const { 0: word, index } of text.matchAll(WORD)) {
    found.push({ text: word, start: index + from, end: index + from + word.length })
  }
  return found
}

export function isNumeral(word: string): boolean {
  return /^\p{N}/u.test(word)
}

/** Letters, without what divides it for readers. */
export function lettersOf(word: string): string {
  return word.replaceAll(/[^\p{L}\p{N}]/gu, '')
}
