import { memo } from 'react'
import { IconButton } from '../ui/IconButton.tsx'
import type { Block } from './blocks.ts'
import { directionOf } from './direction.ts'
import type { Drawing } from './drawing.ts'
import { InlineContent } from './InlineContent.tsx'

/** What scrolls must be reachable by keyboard (WCAG 2.1.1); a group, since a long answer has too many for landmarks. */
const REACHABLE = { tabIndex: 0, role: 'group' }

interface Props {
  table: Extract<Block, { type: 'table' }>
  drawing: Drawing
}

/** A table in a region that scrolls sideways. */
export function MarkdownTable({ table, drawing }: Props) {
  const dir = directionOf(table.raw)
  // A column has one edge for all its cells, so the direction is the table's, and a cell is isolated in it.
  const isMixed = dir === 'rtl' || dir === 'ltr'
  const { onKeepTable } = drawing
  const box = (
    <div className="md-table" aria-label={drawing.labels.table} {...REACHABLE}>
      <table dir={dir}>
        <thead>
          <tr>
            {table.header.map((source, at) => (
              <th key={at} scope="col" {...alignment(table.align[at])}>
                <Cell source={source} isMixed={isMixed} drawing={drawing} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.map((cells, at) => (
            <Row
              key={at}
              source={cells.join('\n')}
              align={table.align.join()}
              isMixed={isMixed}
              drawing={drawing}
            />
          ))}
        </tbody>
      </table>
    </div>
  )
  if (!onKeepTable) return box
  return (
    <div className="md-kept-table">
      {box}
      <IconButton
        icon="download"
        label={drawing.labels.keepTable}
        onClick={({ currentTarget }) => onKeepTable(currentTarget)}
      />
    </div>
  )
}

interface CellProps {
  source: string
  isMixed: boolean
  drawing: Drawing
}

function Cell({ source, isMixed, drawing }: CellProps) {
  const content = <InlineContent text={{ source, isPlain: false }} drawing={drawing} />
  return isMixed ? <bdi>{content}</bdi> : content
}

/** Takes its cells as one text, since a table that grows is lexed anew while its rows stay the same. */
const Row = memo(function Row(props: CellProps & { align: string }) {
  const align = props.align.split(',')
  return (
    <tr>
      {props.source.split('\n').map((source, at) => (
        <td key={at} {...alignment(align[at])}>
          <Cell {...props} source={source} />
        </td>
      ))}
    </tr>
  )
})

/** `left` and `right` in markdown are the start and the end of the reading direction. */
function alignment(align: string | null | undefined) {
  return align ? { 'data-align': align } : {}
}
