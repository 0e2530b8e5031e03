import { Trans, useLingui } from '@lingui/react/macro'
import type { ReactElement } from 'react'
import type { ChecklistItem } from '#wire/dependence.ts'
import { useFormats } from '../../../components/charts/use-formats.ts'
import { Icon } from '../../../ui/Icon.tsx'

/** What has to be true for a provider to be left at short notice. */
export function ExitChecklist({ items }: { items: readonly ChecklistItem[] }) {
  const { t } = useLingui()
  return (
    <section aria-labelledby="exit" className="mt-8">
      <h2 className="font-display text-xl" id="exit">
        <Trans>To be able to leave</Trans>
      </h2>
      <p className="mt-1 mb-3 max-w-(--measure) text-sm text-ink-muted">
        <Trans>
          Made from the configuration and from what was called. What is open comes first.
        </Trans>
      </p>
      <ul className="divide-y divide-line rounded-lg border border-line bg-surface text-sm">
        {items.map((item) => (
          <li
            key={`${item.kind} ${item.subject}`}
            className="flex items-start gap-3 px-4 py-3 [overflow-wrap:anywhere]"
          >
            <span className={item.isDone ? 'text-success' : 'text-warning'}>
              <Icon name={item.isDone ? 'success' : 'warning'} size={18} />
            </span>
            <span>
              <span className="sr-only">{item.isDone ? t`Done:` : t`Open:`} </span>
              <ItemText item={item} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}

interface Words {
  subject: string
  detail: string
  index: string
  day: string
}
type Text = (words: Words) => ReactElement

function ItemText({ item: { kind, subject, detail, isDone } }: { item: ChecklistItem }) {
  const formats = useFormats()
  const words: Words = {
    subject,
    detail: detail ?? '',
    index: kind === 'spend-concentrated' ? formats.count(Number(detail)) : '',
    day: kind === 'retires' ? formats.day(Date.parse(`${detail}T12:00:00Z`)) : '',
  }
  const Said = (isDone ? DONE : OPEN)[kind]
  return <Said {...words} />
}

const DONE: Record<ChecklistItem['kind'], Text> = {
  'second-deployment': ({ subject }) => (
    <Trans>The model {subject} can be had from more than one operator.</Trans>
  ),
  'route-depends-on-one': ({ subject }) => (
    <Trans>The route {subject} leads to more than one operator.</Trans>
  ),
  'declare-tags': ({ subject }) => <Trans>The facts of {subject} are declared.</Trans>,
  retires: ({ subject }) => <Trans>{subject} has a successor.</Trans>,
  'never-drilled': ({ subject }) => (
    <Trans>{subject} was taken away in a drill within 90 days.</Trans>
  ),
  'no-own-hardware': () => <Trans>A model on own hardware can take over.</Trans>,
  'spend-concentrated': ({ index }) => (
    <Trans>Spend is spread over operators (index {index}).</Trans>
  ),
}

const OPEN: Record<ChecklistItem['kind'], Text> = {
  'second-deployment': ({ subject, detail }) => (
    <Trans>
      The model {subject} can only be had from {detail}. Find a second operator for it.
    </Trans>
  ),
  'route-depends-on-one': ({ subject }) => (
    <Trans>The route {subject} leads to one operator only. Add a deployment of another.</Trans>
  ),
  'declare-tags': ({ subject, detail }) => (
    <Trans>
      Declare the facts of {subject}: {detail}. No rule holds for what is not known.
    </Trans>
  ),
  retires: ({ subject, day }) => (
    <Trans>
      {subject} is retired on {day}. Choose what comes after it.
    </Trans>
  ),
  'never-drilled': ({ subject }) => (
    <Trans>{subject} was not taken away in a drill for 90 days. Rehearse it.</Trans>
  ),
  'no-own-hardware': () => <Trans>No model runs on own hardware.</Trans>,
  'spend-concentrated': ({ index }) => (
    <Trans>Spend is concentrated on few operators (index {index}; aim below 2,500).</Trans>
  ),
}
