import { Trans, useLingui } from '@lingui/react/macro'
import type { ReactNode } from 'react'
import type { ModelInfo } from '#wire/models.ts'
import type { OwnLimit } from '#wire/money.ts'
import { Icon } from '../../ui/Icon.tsx'
import { estimateTokens } from './estimate-tokens.ts'

interface LimitsNoticeProps {
  /** Those of which little is left. */
  limits: readonly OwnLimit[]
  model: ModelInfo | undefined
  text: string
}

/** What is nearly used up, when it begins anew, and whom to ask; and whether what is written is more than the model can read. */
export function LimitsNotice({ limits, model, text }: LimitsNoticeProps) {
  const tightest = limits.toSorted((a, b) => a.leftShare - b.leftShare)[0]
  return (
    <output className="mb-1 grid gap-1">
      {tightest && (
        <Line isUrgent={tightest.leftShare === 0}>
          <LimitWords limit={tightest} />
        </Line>
      )}
      <FitWords model={model} text={text} />
    </output>
  )
}

function LimitWords({ limit }: { limit: OwnLimit }) {
  const { i18n } = useLingui()
  const { of, metric, period, leftShare, resetsAt } = limit
  const left = i18n.number(leftShare, { style: 'percent' })
  const isMoney = metric === 'money'
  const when = i18n.date(
    resetsAt,
    period === 'minute' ? { timeStyle: 'medium' } : { dateStyle: 'medium', timeStyle: 'short' },
  )
  const isOwn = of === 'person' || of === 'key'
  if (!isMoney) {
    return leftShare === 0 ? (
      <Trans>You have asked much in a short time. At {when} you can go on.</Trans>
    ) : (
      <Trans>
        {left} of what may be asked within a minute is left, until {when}.
      </Trans>
    )
  }
  if (leftShare === 0) {
    return isOwn ? (
      <Trans>
        Your budget is used up. It begins anew on {when}; until then, ask an administrator.
      </Trans>
    ) : (
      <Trans>
        The budget that you share is used up. It begins anew on {when}; until then, ask an
        administrator.
      </Trans>
    )
  }
  return isOwn ? (
    <Trans>
      {left} of your budget is left until {when}. If that is too little, ask an administrator.
    </Trans>
  ) : (
    <Trans>
      {left} of the budget that you share is left until {when}. If that is too little, ask an
      administrator.
    </Trans>
  )
}

function FitWords({ model, text }: Pick<LimitsNoticeProps, 'model' | 'text'>) {
  const { i18n } = useLingui()
  const most = model?.contextTokens
  const size = most == null || text.length < most ? 0 : estimateTokens(text)
  if (!model || most == null || size < most * 0.8) return null
  const [tokens, room] = [i18n.number(size), i18n.number(most)]
  return (
    <Line isUrgent={size > most}>
      <Trans>
        This message has about {tokens} tokens, and <bdi>{model.name}</bdi> can read {room} at once.
        Shorten it, send it in parts, or choose a model that reads more.
      </Trans>
    </Line>
  )
}

function Line({ isUrgent, children }: { isUrgent: boolean; children: ReactNode }) {
  return (
    <span
      className={`flex items-start justify-center gap-1.5 ${isUrgent ? 'text-danger' : 'text-ink-muted'}`}
    >
      <Icon name={isUrgent ? 'danger' : 'info'} size={14} />
      <span className="min-w-0">{children}</span>
    </span>
  )
}
