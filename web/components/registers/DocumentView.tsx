import { Trans } from '@lingui/react/macro'
import type { DocumentBlock, FactSource, TextDocument } from '#wire/documents.ts'
import { Badge } from '../../ui/Badge.tsx'

/** A document as the server wrote it: what the page shows is what the DOCX and the ODT say. */
export function DocumentView({ document }: { document: TextDocument }) {
  return (
    <div className="grid gap-4" lang={document.lang}>
      {document.blocks.map((block, at) => (
        // A document is replaced as a whole: its blocks have no identity but their place.
        // oxlint-disable-next-line react/no-array-index-key
        <Block block={block} key={at} />
      ))}
    </div>
  )
}

function Block({ block }: { block: DocumentBlock }) {
  switch (block.type) {
    case 'heading':
      return block.level === 2 ? (
        <h2 className="mt-4 font-display text-xl">{block.text}</h2>
      ) : (
        <h3 className="mt-2 font-medium [overflow-wrap:anywhere]">{block.text}</h3>
      )
    case 'paragraph':
      return <p className="max-w-(--measure)">{block.text}</p>
    case 'note':
      return (
        <p className="max-w-(--measure) border-s-2 border-line-strong ps-4 text-sm text-ink-muted">
          {block.text}
        </p>
      )
    case 'list':
      return (
        <ul className="grid max-w-(--measure) list-disc gap-1 ps-5">
          {block.items.map((item) => (
            <li key={item}>{item}</li>
          ))}
        </ul>
      )
    case 'facts':
      return <Facts rows={block.rows} />
    case 'table':
    default:
      return <DataTable block={block} />
  }
}

function Facts({ rows }: { rows: Extract<DocumentBlock, { type: 'facts' }>['rows'] }) {
  return (
    <dl className="divide-y divide-line rounded-lg border border-line bg-surface">
      {rows.map(({ name, value, source }) => (
        <div
          className="grid gap-x-4 gap-y-1 px-4 py-2.5 sm:grid-cols-[minmax(10rem,16rem)_1fr_auto]"
          key={name}
        >
          <dt className="text-sm text-ink-muted">{name}</dt>
          <dd
            className={`text-sm [overflow-wrap:anywhere] whitespace-pre-line ${source === 'missing' ? 'text-ink-faint italic' : ''}`}
            dir="auto"
          >
            {value}
          </dd>
          <dd className="justify-self-start sm:justify-self-end">
            <SourceBadge source={source} />
          </dd>
        </div>
      ))}
    </dl>
  )
}

function SourceBadge({ source }: { source: FactSource }) {
  if (source === 'live') {
    return (
      <Badge look="sea">
        <Trans>read live</Trans>
      </Badge>
    )
  }
  if (source === 'said') {
    return (
      <Badge>
        <Trans>your entry</Trans>
      </Badge>
    )
  }
  return (
    <Badge look="warning">
      <Trans>missing</Trans>
    </Badge>
  )
}

function DataTable({ block }: { block: Extract<DocumentBlock, { type: 'table' }> }) {
  const { caption, columns, rows } = block
  return (
    <section
      aria-label={caption}
      className="overflow-x-auto rounded-lg border border-line bg-surface"
      // A box that scrolls must be reachable by keyboard.
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
    >
      <table className="w-full min-w-max text-sm">
        <caption className="sr-only">{caption}</caption>
        <thead>
          <tr className="border-b border-line text-start text-ink-muted">
            {columns.map((name) => (
              <th className="px-4 py-2 text-start font-medium" key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="divide-y divide-line">
          {rows.map((row, at) => (
            // oxlint-disable-next-line react/no-array-index-key
            <tr key={at}>
              {row.map((value, column) =>
                column === 0 ? (
                  <th
                    className="max-w-sm px-4 py-2 text-start align-top font-medium [overflow-wrap:anywhere]"
                    key={columns[column]}
                    scope="row"
                  >
                    {value}
                  </th>
                ) : (
                  <td
                    className="max-w-sm px-4 py-2 align-top [overflow-wrap:anywhere] whitespace-pre-line"
                    key={columns[column]}
                  >
                    {value}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
