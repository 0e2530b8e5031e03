import { copyText } from '../../ui/copy-text.ts'

/** What is there to be used, not to be read elsewhere. */
const TOOLS = 'button, iframe, figcaption, svg, [aria-hidden="true"]'

/** Puts an answer on the clipboard as it is drawn, for word processors and mails, and its words for all else. */
export async function copyDrawn(messageId: string, words: string): Promise<boolean> {
  const drawn = document.getElementById(`m-${messageId}`)?.querySelector('.md')
  if (!drawn || typeof ClipboardItem === 'undefined') return copyText(words)
  const copy = drawn.cloneNode(true)
  if (!(copy instanceof Element)) return copyText(words)
  for (const tool of copy.querySelectorAll(TOOLS)) tool.remove()
  for (const element of copy.querySelectorAll('[class], [id], [tabindex]')) {
    for (const name of ['class', 'id', 'tabindex']) element.removeAttribute(name)
  }
  const html = new XMLSerializer().serializeToString(copy)
  try {
    await navigator.clipboard.write([
      new ClipboardItem({
        'text/html': new Blob([html], { type: 'text/html' }),
        'text/plain': new Blob([words], { type: 'text/plain' }),
      }),
    ])
    return true
  } catch {
    return copyText(words)
  }
}
