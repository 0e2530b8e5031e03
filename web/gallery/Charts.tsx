import { createFormats } from '../i18n/formats.ts'
import { timePoints } from '../i18n/time-points.ts'
import { Chart } from '../ui/Chart.tsx'
import { Section } from './Section.tsx'

const FORMATS = createFormats('en')
const STEP_MS = 60_000
const TIMES = Array.from({ length: 60 }, (_, at) => Date.UTC(2026, 10, 22, 9) + at * STEP_MS)
const POINTS = timePoints(TIMES, STEP_MS, FORMATS)
const LABELS = {
  asTable: 'As a table',
  asChart: 'As a chart',
  empty: 'No calls in this time. Send one with an API key, and it shows up here.',
  pointColumn: 'Time',
}
const wave = (height: number, shift: number) =>
  TIMES.map((_, at) => Math.round(height * (1.2 + Math.sin(at / 7 + shift))))
const SERIES = ['mistral-large', 'gpt-5', 'claude', 'llama', 'others'].map((name, at) => ({
  id: name,
  name,
  values: wave(30 - 4 * at, at),
}))
const LATENCY = [
  { id: 'p50', name: 'Half of all', values: wave(80, 0).map((ms, at) => (at === 20 ? null : ms)) },
  { id: 'p95', name: '95 of 100', values: wave(220, 1) },
  { id: 'p99', name: '99 of 100', values: wave(400, 2) },
]
const MODELS = ['mistral-large-latest', 'ministral-8b', 'codestral-with-a-long-name']

/** Each kind of chart, and one that is empty. */
export function Charts() {
  const shared = {
    points: POINTS,
    labels: LABELS,
    format: FORMATS.count,
    formatShort: FORMATS.compact,
  }
  return (
    <Section id="charts" title="Charts">
      <div className="grid grid-cols-1 gap-4 md:grid-cols-2">
        <Chart {...shared} title="Requests by model" kind="bar" isStacked series={SERIES} />
        <Chart {...shared} title="Latency" kind="line" series={LATENCY} format={FORMATS.duration} />
        <Chart {...shared} title="Tokens" kind="area" isStacked series={SERIES.slice(0, 3)} />
        <Chart
          {...shared}
          title="Spend by model"
          kind="bar"
          isHorizontal
          points={MODELS.map((name) => ({ name, short: name }))}
          series={[{ id: 'spend', name: 'Spend', values: [12_400_000, 880_000, 4_300_000] }]}
          format={(micros) => FORMATS.money(micros, 'EUR')}
          labels={{ ...LABELS, pointColumn: 'Model' }}
        />
        <Chart {...shared} title="Errors" kind="bar" series={[]} />
      </div>
    </Section>
  )
}
