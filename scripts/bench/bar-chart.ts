export interface Bar {
  name: string
  value: number
}

const WIDTH = 720
const LABEL = 190
const ROW = 30
const TOP = 40
/** The shortest bar stands for this value. */
const LEAST = 5

/** A chart of bars on a logarithmic scale, as SVG that is readable on light and on dark pages. */
export function drawBars(title: string, bars: Bar[]): string {
  const most = Math.max(...bars.map(({ value }) => value))
  const lengthOf = (value: number) =>
    (Math.log(value / LEAST) / Math.log(most / LEAST)) * (WIDTH - LABEL - 90)
  const rows = bars.map(({ name, value }, index) => {
    const y = TOP + index * ROW
    const isOurs = name.startsWith('Galerne')
    const length = Math.max(2, lengthOf(value)).toFixed(1)
    return `<text x="${LABEL - 10}" y="${y + 17}" text-anchor="end">${name}</text>
<rect x="${LABEL}" y="${y}" width="${length}" height="22" rx="3" fill="${isOurs ? '#0e7490' : '#94a3b8'}"/>
<text x="${(LABEL + Number(length) + 8).toFixed(1)}" y="${y + 17}">${value < 100 ? value.toFixed(1) : Math.round(value)}</text>`
  })
  const height = TOP + bars.length * ROW + 10
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${title}" font-family="system-ui, sans-serif" font-size="14">
<style>text { fill: #0f172a } @media (prefers-color-scheme: dark) { text { fill: #e2e8f0 } }</style>
<text x="0" y="20" font-weight="600">${title}</text>
${rows.join('\n')}
</svg>
`
}
