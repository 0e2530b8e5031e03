/** Tables, lists, code and prose in several languages, as a long answer has them. */
export function markdownSpecimen(chars: number): string {
  const parts: string[] = []
  for (let at = 0, length = 0; length < chars; at++) {
    const part = SECTIONS[at % SECTIONS.length]?.replaceAll('§', String(at)) ?? ''
    parts.push(part)
    length += part.length + 2
  }
  return parts.join('\n\n').slice(0, chars)
}

const SECTIONS = [
  '## Section § — Überblick',
  'Une **galerne** est un vent de *nord-ouest* qui souffle sur la côte atlantique française; voir [la notice §](https://example.org/galerne/§) et `vent.direction`. Sie kommt plötzlich, **mit Regen**, und dreht innerhalb einer Stunde.',
  `| Language | Speakers | Share | Notes |
|---|---:|:-:|---|
${Array.from({ length: 12 }, (_, row) => `| Langue ${row} | ${row * 1337} | ${row} % | *note* with \`code\` and [link](https://example.org/${row}) |`).join('\n')}`,
  Array.from(
    { length: 14 },
    (_, item) =>
      `- Point ${item}: **Zuständigkeit**, \`delay_${item}\` and a few more words\n  - nested, with *emphasis*`,
  ).join('\n'),
  `\`\`\`typescript
${Array.from({ length: 22 }, (_, line) => `export const value${line} = await compute(${line}, 'Wert ${line}') // step ${line}`).join('\n')}
\`\`\``,
  '1. Първо, **проверете** връзката.\n2. Έπειτα ανοίξτε το `αρχείο`.\n3. Na koniec *zapisz* zmiany.',
  '> A quotation of two lines, with **weight**\n> and a [link](https://example.org/quote).',
]
