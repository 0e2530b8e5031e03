import type { Speech } from './reader.ts'

const VOICES_WAIT_MS = 1_500

/** The browser's own voices; null: it has no speech at all. Resolves when it has said which there are. */
export async function openBrowserSpeech(): Promise<Speech | null> {
  if (!('speechSynthesis' in window)) return null
  const { speechSynthesis } = window
  if (speechSynthesis.getVoices().length === 0) {
    await new Promise((resolve) => {
      speechSynthesis.addEventListener('voiceschanged', resolve, { once: true })
      setTimeout(resolve, VOICES_WAIT_MS)
    })
  }
  return {
    voices: () => speechSynthesis.getVoices(),
    say: (text, voice) =>
      new Promise((resolve) => {
        const utterance = new SpeechSynthesisUtterance(text)
        utterance.voice = speechSynthesis.getVoices().find((one) => one === voice) ?? null
        utterance.lang = voice.lang
        utterance.addEventListener('end', () => resolve())
        utterance.addEventListener('error', () => resolve())
        speechSynthesis.speak(utterance)
      }),
    cancel: () => speechSynthesis.cancel(),
  }
}

/** the name under which markdown.css knows what is being read. */
const HIGHLIGHT = 'read-aloud'

/** Marks what is being read without touching the page's elements; null: nothing. */
export function markSpoken(range: Range | null): void {
  if (!('highlights' in CSS)) return
  if (range === null) {
    CSS.highlights.delete(HIGHLIGHT)
    return
  }
  CSS.highlights.set(HIGHLIGHT, new Highlight(range))
  range.startContainer.parentElement?.scrollIntoView({ block: 'nearest' })
}
