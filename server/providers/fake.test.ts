import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AppError } from '#server/lib/app-error.ts'
import { readSse } from '#server/lib/sse.ts'
import { createFakeProvider } from './fake.ts'
import { guessLanguage, REPERTOIRE } from './fake-repertoire.ts'
import type { ProviderResponse } from './provider.ts'

const QUESTIONS: Record<string, string> = {
  bg: 'Здравейте, какво е водата?',
  cs: 'Dobrý den, co je to voda a proč vře?',
  da: 'Hvad er vand, og hvorfor koger det ikke?',
  de: 'Was ist Wasser und warum siedet es?',
  el: 'Καλημέρα, τι είναι το νερό;',
  en: 'What is water and why does it boil?',
  es: 'Hola, ¿qué es el agua y por qué hierve?',
  et: 'Tere, mis on vesi ja miks see keeb?',
  fi: 'Hei, mikä on vesi ja miksi se kiehuu?',
  fr: 'Bonjour, pourquoi la glace est-elle froide et comment fond-elle ?',
  ga: 'Dia duit, cad é uisce agus conas a fhiuchann sé?',
  hr: 'Dobar dan, što je voda i zašto nije hladna?',
  hu: 'Jó napot, mi az a víz és miért forr?',
  it: 'Buongiorno, che cosa è l’acqua e perché bolle?',
  lt: 'Labas, kas yra vanduo ir kodėl jis verda?',
  lv: 'Labdien, kas ir ūdens un kāpēc tas vārās?',
  mt: 'Bonġu, x’inhu l-ilma u għaliex jagħli?',
  nl: 'Goedendag, wat is water en waarom kookt het?',
  pl: 'Dzień dobry, co to jest woda i dlaczego wrze?',
  pt: 'Olá, o que é a água e porquê não ferve?',
  ro: 'Bună ziua, ce este apa și de ce fierbe?',
  sk: 'Dobrý deň, čo je voda a prečo vrie?',
  sl: 'Dober dan, kaj je voda in zakaj vre?',
  sv: 'Hej, vad är vatten och varför kokar det inte?',
}

for (const [code, question] of Object.entries(QUESTIONS)) {
  test(`a question in ${code} is answered in ${code}`, async () => {
    assert.equal(guessLanguage(question), code)
    const [first] = await textsOf(await ask(question))
    assert.ok(REPERTOIRE[code]?.replies.includes(first ?? ''))
  })
}

test('every official language of the EU is in the repertoire', () => {
  assert.equal(Object.keys(REPERTOIRE).length, 24)
})

test('the same question gets the same bytes', async () => {
  const [one, two] = [await bytesOf(await ask('Ahoj')), await bytesOf(await ask('Ahoj'))]
  assert.deepEqual(one, two)
})

test('a stream cut into single bytes still reads as the same text', async () => {
  const whole = await textsOf(await ask('Γεια [[lang: el]]'))
  assert.deepEqual(await textsOf(await ask('Γεια [[lang: el]] [[fault: split=1]]')), whole)
})

test('it fails as it was told to', async () => {
  const busy = await ask('Hi [[fault: status=503 retry-after=2]]')
  assert.equal(busy.status, 503)
  assert.equal(busy.headers['retry-after'], '2')

  await assert.rejects(async () => bytesOf(await ask('Hi [[fault: reset=1]]')), AppError)

  const cut = (await bytesOf(await ask('Hi there [[fault: cut=2]]'))).toString()
  assert.doesNotMatch(cut, /DONE|"finish_reason":"/)

  const failed = (await bytesOf(await ask('Hi there [[fault: error=1]]'))).toString()
  assert.match(failed, /data: \{"error":\{.*\}\}\n\n$/)
})

test('a fault ordered once is over the second time', async () => {
  const provider = createFakeProvider()
  const once = 'Hi [[fault: status=500 times=1]]'
  assert.equal((await ask(once, { provider })).status, 500)
  assert.equal((await ask(once, { provider })).status, 200)
})

test('a stalled stream ends when its caller goes away', async () => {
  const controller = new AbortController()
  const response = await ask('Hi [[fault: stall=1]]', { signal: controller.signal })
  const reading = bytesOf(response)
  controller.abort()
  await assert.rejects(reading, AppError)
})

async function ask(
  prompt: string,
  { provider = createFakeProvider(), signal = new AbortController().signal } = {},
): Promise<ProviderResponse> {
  const body = { model: 'fake', stream: true, messages: [{ role: 'user', content: prompt }] }
  return provider.call({
    operation: 'chat',
    dialect: 'openai-chat',
    model: 'fake',
    body: Buffer.from(JSON.stringify(body)),
    isStream: true,
    tenantId: 'tenant',
    requestId: 'request',
    signal,
  })
}

async function bytesOf(response: ProviderResponse): Promise<Buffer> {
  return Buffer.concat(await Array.fromAsync(response.body))
}

/** The whole text, first; then the number of content pieces. */
async function textsOf(response: ProviderResponse): Promise<string[]> {
  let text = ''
  for await (const data of readSse(response.body)) {
    if (data === '[DONE]') continue
    text += JSON.parse(data).choices[0]?.delta.content ?? ''
  }
  return [text]
}
