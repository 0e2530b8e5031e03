import { useLingui } from '@lingui/react/macro'
import { Link } from 'wouter'
import type { AuditEntry } from '#wire/audit.ts'
import { useFormats } from '../../../components/charts/use-formats.ts'
import { AuditOutcomeMark } from './AuditOutcomeMark.tsx'
import { actionName } from './action-names.ts'
import { NamedView } from './NamedView.tsx'

/** One line an entry; in a narrow window only what tells them apart. */
export function AuditTable({ entries }: { entries: AuditEntry[] }) {
  const { t } = useLingui()
  const heading = 'px-3 py-2 text-start font-medium'
  return (
    <section
      aria-label={t`Audit trail`}
      // What scrolls must be reachable by keyboard.
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
      className="overflow-x-auto rounded-lg border border-line bg-surface"
    >
      <table className="w-full border-collapse text-sm">
        <thead className="border-b border-line text-ink-muted">
          <tr>
            <th scope="col" className={heading}>{t`Time`}</th>
            <th scope="col" className={heading}>{t`What`}</th>
            <th scope="col" className={heading}>{t`Who`}</th>
            <th scope="col" className={`${heading} max-lg:hidden`}>{t`About`}</th>
            <th scope="col" className={`${heading} max-sm:hidden`}>{t`Outcome`}</th>
          </tr>
        </thead>
        <tbody>
          {entries.map((entry) => (
            <Row entry={entry} key={entry.sequence} />
          ))}
        </tbody>
      </table>
    </section>
  )
}

function Row({ entry }: { entry: AuditEntry }) {
  const { i18n } = useLingui()
  const formats = useFormats()
  const { sequence, at, action, actor, resource, outcome } = entry
  const name = actionName(i18n, action)
  return (
    <tr className="border-t border-line align-top first:border-t-0 hover:bg-hover">
      <th
        scope="row"
        className="px-3 py-2 text-start font-normal whitespace-nowrap max-sm:whitespace-normal"
      >
        <Link
          className="inline-block underline decoration-line-strong underline-offset-4 hover:decoration-current"
          href={`/admin/audit/${sequence}`}
        >
          {formats.recentMoment(Date.parse(at))}
        </Link>
      </th>
      <td className="px-3 py-2">
        {name}
        <code
          className={`[overflow-wrap:anywhere] ${name === null ? '' : 'block text-xs text-ink-muted max-sm:hidden'}`}
          translate="no"
        >
          {action}
        </code>
        <span className="block sm:hidden">
          <AuditOutcomeMark outcome={outcome} />
        </span>
      </td>
      <td className="max-w-56 px-3 py-2 [overflow-wrap:break-word] sm:[overflow-wrap:anywhere]">
        <NamedView named={actor} />
      </td>
      <td className="max-w-72 px-3 py-2 [overflow-wrap:anywhere] max-lg:hidden">
        <NamedView named={resource} />
      </td>
      <td className="px-3 py-2 max-sm:hidden">
        <AuditOutcomeMark outcome={outcome} />
      </td>
    </tr>
  )
}
