import { useLingui } from '@lingui/react/macro'
import type { AuditEntry } from '#wire/audit.ts'

/** Somebody or something of the trail: its name where one is known, else what it is and its id. */
export function NamedView({ named: { kind, id, name } }: { named: AuditEntry['actor'] }) {
  const { t } = useLingui()
  const kinds: Readonly<Record<string, string>> = {
    person: t`Person`,
    key: t`Key`,
    service: t`Service account`,
    system: 'Galerne',
  }
  const what = kinds[kind] ?? kind
  if (kind === 'system') return what
  return (
    <>
      <bdi>{name ?? what}</bdi>
      {id !== null && (
        <code
          // The entry has it, where a telephone has no room for it beside the name.
          className={`block text-xs [overflow-wrap:anywhere] text-ink-muted ${name === null ? '' : 'max-sm:hidden'}`}
          translate="no"
        >
          {name === null ? id : `${kind} ${id}`}
        </code>
      )}
    </>
  )
}
