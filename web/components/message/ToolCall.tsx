import { Trans } from '@lingui/react/macro'
import type { ReactNode } from 'react'
import type { ToolCallPart } from '#wire/message-parts.ts'
import { Icon, type IconName } from '../../ui/Icon.tsx'
import { Spinner } from '../../ui/Spinner.tsx'

const ICONS = {
  running: 'settings',
  complete: 'check',
  failed: 'warning',
  refused: 'shield',
} as const satisfies Record<ToolCallPart['status'], IconName>

const MAX_SHOWN_CHARS = 20_000

/** Something that a model had done for it: folded, and in it what went in and what came out, as text and nothing else. */
export function ToolCall({ call }: { call: ToolCallPart }) {
  const { tool, status, input, output } = call
  return (
    <details className="my-2 rounded-md border border-line text-sm">
      <summary className="flex min-h-(--control) cursor-pointer items-center gap-2 rounded-md px-3">
        {status === 'running' ? <Spinner size={16} /> : <Icon name={ICONS[status]} size={16} />}
        <span className="min-w-0 [overflow-wrap:anywhere]">
          <ToolStatus status={status} tool={<bdi className="font-mono text-ink">{tool}</bdi>} />
        </span>
        <span className="ms-auto transition-transform in-[[open]]:rotate-180">
          <Icon name="chevron-down" size={16} />
        </span>
      </summary>
      <dl className="grid gap-2 border-t border-line p-3">
        <Content name={<Trans>What the tool was given</Trans>} text={readable(input)} />
        {output !== null && (
          <Content name={<Trans>What the tool answered</Trans>} text={readable(output)} />
        )}
      </dl>
    </details>
  )
}

function ToolStatus({ tool, status }: { tool: ReactNode; status: ToolCallPart['status'] }) {
  const words = {
    running: <Trans>{tool} is at work</Trans>,
    complete: <Trans>{tool} has finished</Trans>,
    failed: <Trans>{tool} has failed</Trans>,
    refused: <Trans>{tool} was not allowed</Trans>,
  }
  return <span className="text-ink-muted">{words[status]}</span>
}

function Content({ name, text }: { name: ReactNode; text: string }) {
  return (
    <div>
      <dt className="text-xs text-ink-muted">{name}</dt>
      <dd
        className="max-h-64 overflow-auto font-mono text-xs whitespace-pre-wrap [overflow-wrap:anywhere]"
        dir="auto"
        // A box that scrolls must be reachable by keyboard.
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
      >
        {text.slice(0, MAX_SHOWN_CHARS)}
        {text.length > MAX_SHOWN_CHARS && '…'}
      </dd>
    </div>
  )
}

/** JSON on lines of its own; whatever else as it stands. */
function readable(text: string): string {
  if (text.length > MAX_SHOWN_CHARS) return text
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return text
  }
}
