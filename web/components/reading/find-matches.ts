import type { TreeNode } from '../../state/message-tree.ts'

/** Letters as they are looked for: neither capitals nor accents count. As long as the text, so that places stay the same. */
export function foldLetters(text: string): string {
  const lower = text.toLowerCase()
  const same = lower.length === text.length ? lower : text
  return same.replaceAll(/[\u{C0}-\u{24F}\u{370}-\u{4FF}\u{1E00}-\u{1FFF}]/gu, firstLetter)
}

/** “é” → “e”; what has no simpler form stays. */
function firstLetter(letter: string): string {
  const plain = letter.normalize('NFD').charAt(0)
  return plain === '' ? letter : plain
}

/** What markdown adds to the words. */
const MARKS = /[*_`#~]/g

const folded = new WeakMap<object, string>()

/** The ids of the messages that hold the words, in the order of the conversation. */
export function findMatches(path: readonly TreeNode[], query: string): string[] {
  const wanted = foldLetters(query.trim())
  if (wanted === '') return []
  return path
    .filter(({ message }) => {
      const text = folded.get(message) ?? foldLetters(message.text.replaceAll(MARKS, ''))
      folded.set(message, text)
      return text.includes(wanted)
    })
    .map(({ message }) => message.id)
}

/** Where the words stand in what is drawn of an element. */
export function listRanges(root: Element, query: string): Range[] {
  const wanted = foldLetters(query.trim())
  if (wanted === '') return []
  const ranges: Range[] = []
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT)
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const text = foldLetters(node.nodeValue ?? '')
    for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + wanted.length)) {
      const range = document.createRange()
      range.setStart(node, at)
      range.setEnd(node, at + wanted.length)
      ranges.push(range)
    }
  }
  return ranges
}
