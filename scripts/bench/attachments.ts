import { monitorEventLoopDelay } from 'node:perf_hooks'
import { makePdf, makeXlsx } from '#server/attachments/corpus-testing.ts'
import { createFileReader } from '#server/attachments/reading/file-reader.ts'
import { silentLog } from '#server/lib/log.ts'

/** How long files take to be read, and how long the server's event loop waits meanwhile: `node scripts/bench/attachments.ts`. */
const LINE = 'The council has decided that the quick brown fox may jump over the lazy dog'
const page = (number: number) =>
  Array.from({ length: 50 }, (_, line) => `${number}.${line} ${LINE}`).join('\n')
const row = (number: number) =>
  `<row r="${number}">${['A', 'B', 'C', 'D', 'E', 'F'].map((column, index) => `<c r="${column}${number}"><v>${number * 7 + index}.25</v></c>`).join('')}<c r="G${number}" t="inlineStr"><is><t>A text in row ${number}</t></is></c></row>`

const FILES: [name: string, bytes: Buffer][] = [
  ['50 pages.pdf', makePdf(Array.from({ length: 50 }, (_, index) => page(index + 1)))],
  ['500 pages.pdf', makePdf(Array.from({ length: 500 }, (_, index) => page(index + 1)))],
  [
    '20,000 rows.xlsx',
    makeXlsx(Array.from({ length: 20_000 }, (_, index) => row(index + 1)).join('')),
  ],
  ['1 page.txt', Buffer.from(page(1))],
]

const read = createFileReader(silentLog)
for (const [name, bytes] of FILES) {
  const times: number[] = []
  const delay = monitorEventLoopDelay({ resolution: 5 })
  delay.enable()
  let sections = 0
  for (let turn = 0; turn < 3; turn += 1) {
    const start = performance.now()
    const reading = await read(name, [bytes])
    times.push(performance.now() - start)
    sections = reading.outcome === 'text' ? reading.sections.length : 0
  }
  delay.disable()
  const [best = 0] = times.toSorted((one, other) => one - other)
  process.stdout.write(
    `${name}: ${bytes.length.toLocaleString('en')} bytes, ${sections} sections, ${Math.round(best)} ms (best of 3); event loop p99 ${(delay.percentile(99) / 1e6).toFixed(1)} ms, most ${(delay.max / 1e6).toFixed(1)} ms\n`,
  )
}
