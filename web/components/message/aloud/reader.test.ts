import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { SpokenSentence } from './find-sentences.ts'
import { chooseVoice, createReader, type Speech } from './reader.ts'

const sentence = (text: string, lang: string): SpokenSentence<string> => ({
  text,
  lang,
  range: text,
})
const voice = (lang: string, localService = true) => ({ lang, localService })

/** A device that says what it is told, once each `next` is called. */
function fakeSpeech(...voices: ReturnType<typeof voice>[]) {
  const said: string[] = []
  let resolveLast = () => {}
  const speech: Speech = {
    voices: () => voices,
    say: (text, { lang }) => {
      said.push(`${lang}: ${text}`)
      return new Promise((resolve) => (resolveLast = resolve))
    },
    cancel: () => resolveLast(),
  }
  const next = async () => {
    resolveLast()
    await Promise.resolve()
    await Promise.resolve()
  }
  return { speech, said, next }
}

test('a voice of the device in the language is taken, of the country if there is one, never one elsewhere', () => {
  const voices = [voice('pt-BR'), voice('pt-PT'), voice('de_AT'), voice('mt-MT', false)]
  assert.equal(chooseVoice(voices, 'pt')?.lang, 'pt-BR')
  assert.equal(chooseVoice(voices, 'pt-PT')?.lang, 'pt-PT')
  assert.equal(chooseVoice(voices, 'de-DE')?.lang, 'de_AT')
  assert.equal(chooseVoice(voices, 'mt'), undefined)
})

test('each sentence is read in its own language, and what has no voice is told', async () => {
  const { speech, said, next } = fakeSpeech(voice('fr-FR'), voice('de-DE'))
  const marks: (string | null)[] = []
  const sentences = [sentence('Bonjour.', 'fr'), sentence('Bonġu.', 'mt'), sentence('Hallo.', 'de')]
  const reader = createReader(sentences, { speech, mark: (each) => marks.push(each) })
  const reading = reader.read()
  await next()
  await next()
  await reading
  assert.deepEqual(said, ['fr-FR: Bonjour.', 'de-DE: Hallo.'])
  assert.deepEqual(reader.state.get(), { status: 'ended', voiceless: ['mt'] })
  assert.deepEqual(marks, ['Bonjour.', 'Hallo.', null])
})

test('after a pause it goes on with the sentence that was cut off', async () => {
  const { speech, said, next } = fakeSpeech(voice('fr-FR'))
  const sentences = [sentence('Un.', 'fr'), sentence('Deux.', 'fr')]
  const reader = createReader(sentences, { speech, mark: () => {} })
  void reader.read()
  await next()
  reader.pause()
  await next()
  assert.equal(reader.state.get().status, 'paused')
  const reading = reader.read()
  await next()
  await reading
  assert.deepEqual(said, ['fr-FR: Un.', 'fr-FR: Deux.', 'fr-FR: Deux.'])
})
