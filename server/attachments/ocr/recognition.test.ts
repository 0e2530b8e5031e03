import assert from 'node:assert/strict'
import { test } from 'node:test'
import { LOCAL_OWNER } from '#server/access/principal.ts'
import { AppError } from '#server/lib/app-error.ts'
import { silentLog } from '#server/lib/log.ts'
import { fence } from '../fence.ts'
import type { FileReading, TextSection } from '../reading/file-reader.ts'
import { createReaderTurns } from '../reading/reader-turns.ts'
import { createGatewayRecogniser, type OcrGateway } from './gateway-recogniser.ts'
import { createRecognition } from './recognition.ts'
import type { RecognisedPage, Recogniser, Unread } from './recogniser.ts'

const page = (number: number, text: string): TextSection => ({
  kind: 'page',
  title: String(number),
  isHidden: false,
  text,
})
const half: FileReading = {
  outcome: 'text',
  mediaType: 'application/pdf',
  sections: [page(1, 'Printed'), page(2, ''), page(3, '')],
  notes: ['pages_without_text'],
}
const scan: FileReading = { outcome: 'problem', problem: 'no_text' }
const photo: FileReading = {
  outcome: 'picture',
  mediaType: 'image/png',
  width: 9,
  height: 9,
  notes: [],
  bytes: Buffer.from('png'),
}

function engine(id: string, found: readonly RecognisedPage[] | Error) {
  const seen: Unread[] = []
  const recogniser: Recogniser = {
    id,
    recognise(file) {
      seen.push(file)
      return found instanceof Error ? Promise.reject(found) : Promise.resolve([...found])
    },
  }
  return { recogniser, seen }
}

function setup(...recognisers: Recogniser[]) {
  const turns = createReaderTurns({ atOnce: 1, perPerson: 5, inAll: 5 })
  const recognition = createRecognition({ recognisers, turns, maxPages: 2, log: silentLog })
  const add = (reading: FileReading, signal = new AbortController().signal) =>
    recognition.add(reading, {
      name: 'scan.pdf',
      principal: LOCAL_OWNER,
      classification: 'internal',
      signal,
      async *read() {
        yield Buffer.from('%PDF')
      },
    })
  return { ...recognition, add }
}

test('pages without text get what was recognised, marked as that; printed ones stay as they are', async () => {
  const { recogniser, seen } = engine('e', [{ number: 2, text: 'Scanned', confidence: 88 }])
  const { add, wants } = setup(recogniser)
  assert.ok(wants(half, 'a.pdf') && wants(scan, 'a.pdf') && wants(photo, 'a.png'))
  assert.ok(!wants(scan, 'a.docx') && !wants({ ...half, sections: [page(1, 'x')] }, 'a.pdf'))

  const read = await add(half)
  assert.ok(read.outcome === 'text')
  assert.deepEqual(seen[0]?.pages, [2, 3])
  assert.deepEqual(
    read.sections.map(({ text, recognised }) => [text, recognised?.confidence]),
    [
      ['Printed', undefined],
      ['Scanned', 88],
      ['', undefined],
    ],
  )
  // The third is missing still.
  assert.deepEqual(read.notes, ['pages_without_text', 'read_by_ocr'])
  const outline = {
    sections: read.sections.map((section) => ({ ...section, tokens: 1 })),
    notes: read.notes,
    width: null,
    height: null,
  }
  const told = fence(
    { id: 'i', name: 'n', mediaType: 'm', selected: null, outline },
    ['Printed', 'Scanned', ''],
    { markFor: () => 'mark' },
  )
  assert.match(
    told,
    /\[page 1\]\nPrinted\n\[page 2, recognised from a picture, may have mistakes\]\nScanned/,
  )
})

test('a scan and a picture become text; noise does not, and an engine that says too much is cut', async () => {
  const { recogniser } = engine('e', [
    { number: 1, text: `Words ${'x'.repeat(200_000)}\u0000`, confidence: null },
  ])
  const whole = await setup(recogniser).add(scan)
  assert.ok(whole.outcome === 'text')
  assert.deepEqual([whole.sections[0]?.text.length, whole.notes], [100_000, ['read_by_ocr']])
  const seen = await setup(recogniser).add(photo)
  assert.ok(seen.outcome === 'picture')
  assert.equal(seen.sections?.[0]?.kind, 'whole')
  const noise = engine('n', [{ number: 1, text: '~ . — |', confidence: 12 }])
  assert.deepEqual(await setup(noise.recogniser).add(scan), scan)
})

test('where the first may not have a file the next is asked, and where nobody can it is what it was', async () => {
  const refused = engine('cloud', new AppError('forbidden', 'A policy keeps it here.'))
  const local = engine('local', [{ number: 1, text: 'Here', confidence: 90 }])
  const read = await setup(refused.recogniser, local.recogniser).add(photo)
  assert.ok(read.outcome === 'picture' && read.sections?.[0]?.text === 'Here')
  assert.deepEqual(await setup(refused.recogniser).add(photo), photo)
  const gone = AbortSignal.abort(new Error('gone'))
  await assert.rejects(setup(local.recogniser).add(photo, gone), /gone/)
})

test('a model that reads documents is asked through the gateway, as whoever sends the file, with a stranger’s words marked', async () => {
  const calls: Parameters<OcrGateway['call']>[0][] = []
  const answering = (status: number, answer: unknown): OcrGateway => ({
    call(call) {
      calls.push(call)
      const body = (async function* () {
        yield Buffer.from(typeof answer === 'string' ? answer : JSON.stringify(answer))
      })()
      return Promise.resolve({ status, body })
    },
  })
  const about = {
    principal: LOCAL_OWNER,
    classification: 'secret' as const,
    signal: new AbortController().signal,
  }
  const file = {
    name: 'a.pdf',
    mediaType: 'application/pdf',
    bytes: [Buffer.from('%PDF')],
    pages: [2, 3],
  }
  const pages = [
    { index: 1, markdown: '# Two' },
    { index: 8, markdown: 'not asked for' },
  ]
  const read = await createGatewayRecogniser(answering(200, { pages }), 'ocr').recognise(
    file,
    about,
  )
  assert.deepEqual(read, [{ number: 2, text: '# Two', confidence: null }])
  const [call] = calls
  assert.deepEqual([call?.operation, call?.principal, call?.isTainted], ['ocr', LOCAL_OWNER, true])
  assert.equal(call?.classification, 'secret')
  assert.deepEqual(JSON.parse(String(call?.body)), {
    model: 'ocr',
    document: { type: 'document_url', document_url: 'data:application/pdf;base64,JVBERg==' },
    pages: [1, 2],
  })
  for (const [status, answer] of [
    [500, {}],
    [200, 'no JSON'],
    [200, { pages: [{ index: 'x' }] }],
  ] as const) {
    const odd = createGatewayRecogniser(answering(status, answer), 'ocr')
    await assert.rejects(odd.recognise(file, about))
  }
})
