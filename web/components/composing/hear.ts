/** What goes wrong when the browser listens, as the page tells it. */
export type HearingFailure = 'refused' | 'no-microphone' | 'no-language' | 'no-service'

/** The browser's interface, as far as it is used here: https://webaudio.github.io/web-speech-api/. */
interface Recognition {
  lang: string
  continuous: boolean
  interimResults: boolean
  /** Newer browsers: the voice stays on the device. */
  processLocally?: boolean
  start: () => void
  stop: () => void
  addEventListener: ((type: 'result', listener: (event: RecognitionResults) => void) => void) &
    ((type: 'error', listener: (event: { error: string }) => void) => void) &
    ((type: 'end', listener: () => void) => void)
}

interface RecognitionClass {
  new (): Recognition
  available?: (wish: LocalWish) => Promise<string>
  install?: (wish: LocalWish) => Promise<boolean>
}

declare global {
  interface Window {
    SpeechRecognition?: RecognitionClass
    webkitSpeechRecognition?: RecognitionClass
  }
}

interface LocalWish {
  langs: string[]
  processLocally: boolean
}

interface RecognitionResults {
  resultIndex: number
  results: ArrayLike<{ isFinal: boolean; 0?: { transcript: string } }>
}

/** `device`: what is said stays here. `download`: it could. `service`: the browser may send it to its maker. */
export type HearingPlace = 'device' | 'download' | 'service'

interface Heard {
  /** Words that stay as they are, as they are understood. */
  onWords: (text: string) => void
  /** What may still become something else; empty: nothing. */
  onInterim: (text: string) => void
  onFailure: (failure: HearingFailure) => void
  onEnd: () => void
}

const FAILURES: Readonly<Record<string, HearingFailure>> = {
  'not-allowed': 'refused',
  'service-not-allowed': 'refused',
  'audio-capture': 'no-microphone',
  'language-not-supported': 'no-language',
  network: 'no-service',
}

const findClass = () => window.SpeechRecognition ?? window.webkitSpeechRecognition

export const canHear = (): boolean => findClass() !== undefined

const localWish = (lang: string): LocalWish => ({ langs: [lang], processLocally: true })

/** Where this browser would understand a language. */
export async function hearingPlaceOf(lang: string): Promise<HearingPlace> {
  const how = await findClass()
    ?.available?.(localWish(lang))
    .catch(() => 'unavailable')
  if (how === 'available') return 'device'
  return how === 'downloadable' || how === 'downloading' ? 'download' : 'service'
}

/** Fetches what the browser needs to understand a language by itself; false: it could not. */
export async function fetchHearing(lang: string): Promise<boolean> {
  return (
    (await findClass()
      ?.install?.(localWish(lang))
      .catch(() => false)) === true
  )
}

/** Listens until it is told to stop, or the browser does so by itself; answers with how to stop. */
export function hear(lang: string, place: HearingPlace, heard: Heard): () => void {
  const Recognition = findClass()
  if (!Recognition) return () => undefined
  const recognition = new Recognition()
  recognition.lang = lang
  recognition.continuous = true
  recognition.interimResults = true
  if (place === 'device') recognition.processLocally = true
  recognition.addEventListener('result', ({ resultIndex, results }) => {
    const fresh = Array.from(results).slice(resultIndex)
    const textOf = (isFinal: boolean) =>
      fresh
        .filter((result) => result.isFinal === isFinal)
        .map((result) => result[0]?.transcript ?? '')
        .join('')
    const words = textOf(true).trim()
    if (words !== '') heard.onWords(words)
    heard.onInterim(textOf(false).trim())
  })
  recognition.addEventListener('error', ({ error }) => {
    const failure = FAILURES[error]
    if (failure) heard.onFailure(failure)
  })
  recognition.addEventListener('end', heard.onEnd)
  recognition.start()
  return () => recognition.stop()
}
