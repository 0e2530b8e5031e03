import { memo } from 'react'
import type { Block } from './blocks.ts'
import { directionOf } from './direction.ts'
import type { Drawing } from './drawing.ts'
import { InlineContent } from './InlineContent.tsx'

/** What scrolls must be reachable by keyboard, though it does nothing else (WCAG 2.1.1). */
const REACHABLE = { tabIndex: 0 }

interface Props {
  table: Extract<Block, { type: 'table' }>
  drawing: Drawing
}

/** A table in a region that scrolls sideways. */
export function MarkdownTable({ table, drawing }: Props) {
  return (
    <section className="md-table" aria-label={drawing.labels.table} {...REACHABLE}>
      <table dir={directionOf(table.raw)}>
        <thead>
          <tr>
            {table.header.map((source, at) => (
              <th key={at} scope="col" dir={directionOf(source)} {...alignment(table.align[at])}>
                <InlineContent text={{ source, isPlain: false }} drawing={drawing} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.map((cells, at) => (
            <Row key={at} source={cells.join('\n')} align={table.align.join()} drawing={drawing} />
          ))}
        </tbody>
      </table>
    </section>
  )
}

/** Takes its cells as one text, since a table that grows is lexed anew while its rows stay the same. */
const Row = memo(function Row(props: { source: string; align: string; drawing: Drawing }) {
  const align = props.align.split(',')
  return (
    <tr>
      {props.source.split('\n').map((source, at) => (
        <td key={at} dir={directionOf(source)} {...alignment(align[at])}>
          <InlineContent text={{ source, isPlain: false }} drawing={props.drawing} />
        </td>
      ))}
    </tr>
  )
})

/** `left` and `right` in markdown are the start and the end of the reading direction. */
function alignment(align: string | null | undefined) {
  return align ? { 'data-align': align } : {}
}
