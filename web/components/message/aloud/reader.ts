import { createStore } from '../../../state/external-store.ts'
import type { SpokenSentence } from './find-sentences.ts'

export interface ReaderState {
  status: 'reading' | 'paused' | 'ended'
  /** Languages, BCP 47, of what was passed over because this device has no voice for them. */
  voiceless: readonly string[]
}

/** The part of the browser's speech that is needed; handed in, for tests have no voices. */
export interface Speech {
  voices: () => readonly Pick<SpeechSynthesisVoice, 'lang' | 'localService'>[]
  /** Resolves when it was said, or when `cancel` cut it off. */
  say: (text: string, voice: Pick<SpeechSynthesisVoice, 'lang' | 'localService'>) => Promise<void>
  cancel: () => void
}

/**
 * Reads sentences, each in a voice of its language. Only voices of the device itself: others send the words to whoever
 * makes the browser. A sentence without such a voice is passed over, and its language told.
 */
export function createReader<Place>(
  sentences: readonly SpokenSentence<Place>[],
  { speech, mark }: { speech: Speech; mark: (range: Place | null) => void },
) {
  const state = createStore<ReaderState>({ status: 'paused', voiceless: [] })
  let at = 0
  let turn = 0

  async function read(): Promise<void> {
    turn += 1
    const own = turn
    state.update((before) => ({ ...before, status: 'reading' }))
    while (at < sentences.length) {
      const sentence = sentences[at]
      if (!sentence) break
      const voice = chooseVoice(speech.voices(), sentence.lang)
      if (voice) {
        mark(sentence.range)
        await speech.say(sentence.text, voice)
        if (own !== turn) return
      } else noteVoiceless(sentence.lang)
      at += 1
    }
    mark(null)
    state.update((before) => ({ ...before, status: 'ended' }))
  }

  function noteVoiceless(lang: string): void {
    const language = lang.split('-')[0] ?? lang
    state.update((before) =>
      before.voiceless.includes(language)
        ? before
        : { ...before, voiceless: [...before.voiceless, language] },
    )
  }

  function halt(): void {
    turn += 1
    speech.cancel()
  }

  return {
    state,
    read,
    /** Goes on with the sentence that was cut off. */
    pause(): void {
      halt()
      state.update((before) => ({ ...before, status: 'paused' }))
    },
    stop(): void {
      halt()
      mark(null)
    },
  }
}

/** One of the very country, else of the language; undefined: none on this device. */
export function chooseVoice<V extends Pick<SpeechSynthesisVoice, 'lang' | 'localService'>>(
  voices: readonly V[],
  lang: string,
): V | undefined {
  const own = voices.filter(({ localService }) => localService)
  const tagOf = ({ lang: tag }: V) => tag.replace('_', '-').toLowerCase()
  const wanted = lang.toLowerCase()
  const language = wanted.split('-')[0]
  return (
    own.find((voice) => tagOf(voice) === wanted) ??
    own.find((voice) => tagOf(voice).split('-')[0] === language)
  )
}
