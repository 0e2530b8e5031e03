import { parseArgs } from 'node:util'
import { openTestPage } from '../../web/ui/browser-testing.ts'
import { markdownSpecimen } from './markdown-specimen.ts'

const CHARS = 30_000
const APPEND_CHARS = 60

/** Drawing 30 kB of markdown in appends of 60 characters: `node scripts/bench/markdown.ts [--peer <page module>]`. */
const { values } = parseArgs({
  options: { peer: { type: 'string' }, rounds: { type: 'string', default: '2' } },
})
const entries = ['markdown/markdown-page.tsx', ...(values.peer ? [values.peer] : [])]
const pages = await Promise.all(entries.map((entry) => openTestPage({ entry })))

const measuring = `markdownPage.measure(${JSON.stringify(markdownSpecimen(CHARS))}, ${APPEND_CHARS})`

console.log('renderer | CPU | mean ms | p95 ms | max ms | > 16.7 ms')
for (const slowdown of [1, 4]) {
  const times = entries.map((): number[] => [])
  for (let round = 0; round < Number(values.rounds); round++) {
    // Turn by turn, so that a busy neighbour disturbs both alike.
    for (const [at, { page }] of pages.entries()) {
      const session = await page.context().newCDPSession(page)
      await session.send('Emulation.setCPUThrottlingRate', { rate: slowdown })
      times[at]?.push(...(await page.evaluate<number[]>(measuring)))
      await session.detach()
    }
  }
  for (const [at, entry] of entries.entries()) report(entry, slowdown, times[at] ?? [])
}
await Promise.all(pages.map((page) => page.close()))

function report(entry: string, slowdown: number, times: number[]): void {
  const sorted = times.toSorted((one, other) => one - other)
  const mean = times.reduce((sum, ms) => sum + ms, 0) / times.length
  const p95 = sorted[Math.floor(sorted.length * 0.95)] ?? 0
  const late = times.filter((ms) => ms > 16.7).length / times.length
  const figures = [mean.toFixed(2), p95.toFixed(1), (sorted.at(-1) ?? 0).toFixed(1)]
  console.log([entry, `${slowdown}×`, ...figures, `${(late * 100).toFixed(1)} %`].join(' | '))
}
