import { Plural, Trans, useLingui } from '@lingui/react/macro'
import type { ReactNode } from 'react'
import type { ModelInfo } from '#wire/models.ts'
import type { ModelRefusal } from '../state/models.ts'
import { Icon } from '../ui/Icon.tsx'
import { DenialText } from './DenialText.tsx'
import { ModelPlace } from './ModelPlace.tsx'

interface ModelCardProps {
  model: ModelInfo
  isChosen: boolean
  /** Why it may not be used here; undefined: it may. */
  refusal?: ModelRefusal | undefined
  onChoose: () => void
}

/** A model to choose, with what one should know before: its state, place, languages, size of memory and licence. */
export function ModelCard({ model, isChosen, refusal, onChoose }: ModelCardProps) {
  const { name, state, reason, contextTokens, languages, licence } = model
  const isBarred = state === 'unavailable' || refusal !== undefined
  return (
    <div
      className={`relative rounded-lg border p-4 transition-colors ${isChosen ? 'border-sea bg-sea-soft' : 'border-line hover:border-line-strong hover:bg-hover'}`}
    >
      <div className="flex flex-wrap items-baseline justify-between gap-x-3 gap-y-1">
        <button
          aria-pressed={isChosen}
          className="text-start font-medium after:absolute after:inset-0 after:rounded-lg aria-disabled:text-ink-muted"
          aria-disabled={isBarred}
          onClick={() => !isBarred && onChoose()}
          type="button"
        >
          <bdi>{name}</bdi>
        </button>
        {refusal ? <Barred /> : <ModelState state={state} />}
      </div>
      {refusal && (
        <p className="mt-1 text-sm text-ink-muted">
          <DenialText of={refusal}>
            <span lang="en">
              {refusal.message} {refusal.askWhom}
            </span>
          </DenialText>
        </p>
      )}
      {reason !== null && state !== 'ready' && (
        <p className="mt-1 text-sm text-ink-muted">{reason}</p>
      )}
      <dl className="mt-3 grid gap-x-6 gap-y-1.5 text-sm sm:grid-cols-2">
        <Fact term={<Trans>Runs on</Trans>}>
          <ModelPlace model={model} />
        </Fact>
        {contextTokens !== null && (
          <Fact term={<Trans>Reads at once</Trans>}>
            <Plural value={contextTokens} one="# token" other="# tokens" />
          </Fact>
        )}
        {languages.length > 0 && (
          <Fact term={<Trans>Languages</Trans>}>
            <LanguageNames tags={languages} />
          </Fact>
        )}
        {licence && <Fact term={<Trans>Licence</Trans>}>{licence.name}</Fact>}
      </dl>
    </div>
  )
}

function Fact({ term, children }: { term: ReactNode; children: ReactNode }) {
  return (
    <div>
      <dt className="text-xs text-ink-muted">{term}</dt>
      <dd>{children}</dd>
    </div>
  )
}

function Barred() {
  return (
    <span className="flex items-center gap-1 text-xs text-danger">
      <Icon name="shield" size={14} />
      <Trans>Not for this class</Trans>
    </span>
  )
}

function ModelState({ state }: { state: ModelInfo['state'] }) {
  if (state === 'ready') {
    return (
      <span className="flex items-center gap-1 text-xs text-success">
        <Icon name="success" size={14} />
        <Trans>Ready</Trans>
      </span>
    )
  }
  if (state === 'loading') {
    return (
      <span className="text-xs text-ink-muted">
        <Trans>Starts with the first question</Trans>
      </span>
    )
  }
  return (
    <span className="flex items-center gap-1 text-xs text-danger">
      <Icon name="warning" size={14} />
      <Trans>Not available</Trans>
    </span>
  )
}

/** All of them, though a long list is cut to two lines; the tooltip has the rest. */
function LanguageNames({ tags }: { tags: readonly string[] }) {
  const { i18n } = useLingui()
  const names = new Intl.DisplayNames(i18n.locale, { type: 'language' })
  const list = new Intl.ListFormat(i18n.locale, { type: 'unit', style: 'short' })
  const text = list.format(tags.map((tag) => names.of(tag) ?? tag))
  return (
    <span className="line-clamp-2" title={text}>
      {text}
    </span>
  )
}
