import { useLingui } from '@lingui/react/macro'
import type { Action } from '#wire/actions.ts'
import { RIGHT_AREAS } from './right-texts.ts'

/** Rights as sentences, by what they are about. */
export function RightList({ rights }: { rights: readonly Action[] }) {
  const { i18n } = useLingui()
  const held = new Set(rights)
  const areas = RIGHT_AREAS.map((area) => ({
    ...area,
    rights: area.rights.filter(([right]) => held.has(right)),
  })).filter((area) => area.rights.length > 0)
  return (
    <div className="grid gap-x-8 gap-y-4 text-sm sm:grid-cols-2">
      {areas.map(({ id, name, rights: sentences }) => (
        <section key={id}>
          <h3 className="mb-1 font-medium">{i18n._(name)}</h3>
          <ul className="list-disc ps-5 text-ink-muted">
            {sentences.map(([right, sentence]) => (
              <li key={right}>{i18n._(sentence)}</li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  )
}
