import { Trans, useLingui } from '@lingui/react/macro'
import { useEffect, useRef } from 'react'
import type { FactDecision, FactDifference, FactPlace } from '#wire/plain-language.ts'
import { Badge } from '../../ui/Badge.tsx'
import { Button } from '../../ui/Button.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { Arrow } from './Arrow.tsx'
import { CHANGES, FACTS } from './plain-names.ts'

interface FactsProps {
  differences: readonly FactDifference[]
  lang: string
  onShow: (side: 'source' | 'result', place: FactPlace) => void
  onDecide: (key: string, decision: FactDecision | null) => void
}

/** What source and text do not both say. A person goes through all of it. */
export function Facts({ differences, lang, onShow, onDecide }: FactsProps) {
  const { t } = useLingui()
  const open = differences.filter(({ decision }) => decision === null).length
  return (
    <section aria-label={t`Facts`} className="grid gap-3">
      <div className="flex flex-wrap items-center gap-2">
        <h2 className="font-display text-lg">
          <Trans>Facts</Trans>
        </h2>
        <Badge look={open === 0 ? 'success' : 'warning'}>
          <Trans comment="How many differences nobody has decided about">Open: {open}</Trans>
        </Badge>
      </div>
      <p className="max-w-(--measure) text-sm text-ink-muted">
        <Trans>
          Numbers, dates, names, and what must, may and must not be done are compared by rules. Not
          everything is found, and not everything found is a mistake: you decide.
        </Trans>
      </p>
      {differences.length > 0 && (
        <ul className="divide-y divide-line rounded-lg border border-line bg-surface">
          {differences.map((one) => (
            <Difference key={one.key} lang={lang} of={one} onDecide={onDecide} onShow={onShow} />
          ))}
        </ul>
      )}
    </section>
  )
}

const LOOKS = { missing: 'danger', added: 'warning', changed: 'warning' } as const

type DifferenceProps = Omit<FactsProps, 'differences'> & { of: FactDifference }

function Difference({ of, lang, onShow, onDecide }: DifferenceProps) {
  const { i18n } = useLingui()
  const { key, kind, change, foundBy, source, result, decision } = of
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3 text-sm">
      <div className="grid min-w-0 grow basis-64 gap-1">
        <p className="flex flex-wrap items-center gap-2">
          {decision === null ? (
            <Badge look={LOOKS[change]}>{i18n._(CHANGES[change])}</Badge>
          ) : (
            <Badge icon="check" look="success">
              {i18n._(CHANGES[change])}
            </Badge>
          )}
          <span>{i18n._(FACTS[kind])}</span>
          {foundBy === 'model' && (
            <Badge icon="model">
              <Trans>a model’s opinion</Trans>
            </Badge>
          )}
        </p>
        <p className="flex flex-wrap items-center gap-x-2">
          {source && <Place lang={lang} onShow={() => onShow('source', source)} place={source} />}
          {source && result && <Arrow />}
          {result && <Place lang={lang} onShow={() => onShow('result', result)} place={result} />}
        </p>
        {decision && (
          <p className="text-ink-muted">
            {decision.is === 'intended' ? <Trans>Intended</Trans> : <Trans>Mended</Trans>}
            {' · '}
            <bdi>{decision.byName}</bdi>
          </p>
        )}
      </div>
      <Buttons decision={decision?.is ?? null} onDecide={(next) => onDecide(key, next)} />
    </li>
  )
}

interface ButtonsProps {
  decision: FactDecision | null
  onDecide: (decision: FactDecision | null) => void
}

function Buttons({ decision, onDecide }: ButtonsProps) {
  const place = useRef<HTMLSpanElement>(null)
  const hasDecided = useRef(false)
  // The button that was pressed is gone: whoever works by keyboard stays at this difference.
  useEffect(() => {
    if (hasDecided.current) place.current?.querySelector('button')?.focus({ preventScroll: true })
    hasDecided.current = false
    // oxlint-disable-next-line react/exhaustive-effect-dependencies -- what is shown changes with it.
  }, [decision])
  function decide(next: FactDecision | null) {
    hasDecided.current = true
    onDecide(next)
  }
  return (
    <span className="flex flex-wrap gap-2" ref={place}>
      {decision === null ? (
        <>
          <Button icon="check" key="intended" onClick={() => decide('intended')}>
            <Trans comment="The difference between two texts is meant">Intended</Trans>
          </Button>
          <Button key="mended" onClick={() => decide('mended')}>
            <Trans comment="The difference between two texts has been put right">Mended</Trans>
          </Button>
        </>
      ) : (
        <Button key="undo" look="bare" onClick={() => decide(null)}>
          <Trans>Undo</Trans>
        </Button>
      )}
    </span>
  )
}

function Place({ place, lang, onShow }: { place: FactPlace; lang: string; onShow: () => void }) {
  return (
    <button
      className="inline-flex min-h-6 items-center gap-1 rounded-sm underline decoration-dotted underline-offset-4 hover:bg-hover"
      onClick={onShow}
      type="button"
    >
      <span className="[overflow-wrap:anywhere] text-start" dir="auto" lang={lang}>
        {place.text}
      </span>
      <Icon name="search" size={14} />
    </button>
  )
}
