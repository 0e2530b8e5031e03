const WORD = '5'

/** Tesseract's table of words: paragraphs and lines as they were, and how sure it is on average (0 to 100). */
export function readTsv(tsv: string): { text: string; confidence: number | null } {
  const lines: { paragraph: string; line: string; words: string[] }[] = []
  let sure = 0
  let letters = 0
  for (const row of tsv.split('\n').slice(1)) {
    const cells = row.split('\t')
    const [level, , block, paragraph, line] = cells
    const word = (cells[11] ?? '').trim()
    if (level !== WORD || word === '') continue
    const confidence = Number(cells[10])
    if (confidence >= 0 && confidence <= 100) {
      sure += confidence * word.length
      letters += word.length
    }
    const [of, at] = [`${block} ${paragraph}`, `${block} ${paragraph} ${line}`]
    const last = lines.at(-1)
    if (last?.line === at) last.words.push(word)
    else lines.push({ paragraph: of, line: at, words: [word] })
  }
  const text = lines.map(({ paragraph, words }, at) => {
    const before = lines[at - 1]
    const gap = !before ? '' : before.paragraph === paragraph ? '\n' : '\n\n'
    return gap + words.join(' ')
  })
  return { text: text.join(''), confidence: letters === 0 ? null : Math.round(sure / letters) }
}
