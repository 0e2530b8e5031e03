import { Trans, useLingui } from '@lingui/react/macro'
import type { PolicyChange } from '#wire/policy.ts'
import { useChangeNames } from './use-change-names.ts'

/** What is different from one version to another: each setting with its old and its new value. */
export function ChangeList({ changes }: { changes: readonly PolicyChange[] }) {
  const nameOf = useChangeNames()
  if (changes.length === 0) {
    return (
      <p className="text-sm text-ink-muted">
        <Trans>Nothing is different.</Trans>
      </p>
    )
  }
  return (
    <dl className="divide-y divide-line rounded-lg border border-line text-sm">
      {changes.map((change) => (
        <div className="grid gap-1 px-3 py-2" key={change.path}>
          <dt className="font-medium [overflow-wrap:anywhere]">{nameOf(change.path)}</dt>
          <dd className="grid gap-1">
            {change.path === 'expert' ? (
              <LineChanges change={change} />
            ) : (
              <span className="flex flex-wrap items-center gap-2">
                <Value text={change.before} isOld />
                <span aria-hidden="true">→</span>
                <Value text={change.after} />
              </span>
            )}
          </dd>
        </div>
      ))}
    </dl>
  )
}

function Value({ text, isOld = false }: { text: string | null; isOld?: boolean }) {
  const { t } = useLingui()
  const shown = text === null ? t`nothing` : text
  const look = isOld ? 'bg-danger-soft text-danger' : 'bg-success-soft text-success'
  return isOld ? (
    <del className={`rounded px-1.5 font-mono text-xs [overflow-wrap:anywhere] ${look}`}>
      {shown}
    </del>
  ) : (
    <ins
      className={`rounded px-1.5 font-mono text-xs [overflow-wrap:anywhere] no-underline ${look}`}
    >
      {shown}
    </ins>
  )
}

/** The lines of a text that are only in one of the two. */
function LineChanges({ change }: { change: PolicyChange }) {
  const before = linesOf(change.before)
  const after = linesOf(change.after)
  const gone = before.filter((line) => !after.includes(line))
  const fresh = after.filter((line) => !before.includes(line))
  return (
    <>
      {gone.map((line) => (
        <del
          className="bg-danger-soft px-1.5 font-mono text-xs whitespace-pre-wrap text-danger"
          key={line}
        >
          − {line}
        </del>
      ))}
      {fresh.map((line) => (
        <ins
          className="bg-success-soft px-1.5 font-mono text-xs whitespace-pre-wrap text-success no-underline"
          key={line}
        >
          + {line}
        </ins>
      ))}
    </>
  )
}

function linesOf(json: string | null): string[] {
  const text: unknown = json === null ? '' : JSON.parse(json)
  return typeof text === 'string'
    ? [...new Set(text.split('\n'))].filter((line) => line.trim() !== '')
    : []
}
