import { Trans, useLingui } from '@lingui/react/macro'
import type { ReactNode } from 'react'
import type { AnswerOrigin, Message } from '#wire/conversations.ts'
import { Dialog } from '../../ui/Dialog.tsx'
import { Icon, type IconName } from '../../ui/Icon.tsx'
import { useFormats } from '../charts/use-formats.ts'
import { PlaceName } from '../PlaceName.tsx'

/** Where the method is described by those who made it. What we take for granted stands in decision 0030. */
const ECOLOGITS = 'https://ecologits.ai/latest/methodology/llm_inference/'

interface OriginDialogProps {
  message: Message
  onClose: () => void
}

/** Where an answer comes from and what it took, in plain words; what nobody knows is said to be unknown. */
export function OriginDialog({ message, onClose }: OriginDialogProps) {
  const { t } = useLingui()
  const { origin } = message
  return (
    <Dialog closeLabel={t`Close`} onClose={onClose} title={t`Where this answer comes from`}>
      <div className="grid gap-5">
        {origin ? (
          <Way message={message} origin={origin} />
        ) : (
          <p>
            <Trans>Nobody noted where this answer was computed.</Trans>
          </p>
        )}
        <Facts message={message} />
      </div>
    </Dialog>
  )
}

/** From the reader's browser to where it was computed, and back. */
function Way({ message, origin }: { message: Message; origin: AnswerOrigin }) {
  const { t } = useLingui()
  const isHere = origin.provider === 'embedded'
  return (
    <ol
      className="flex flex-wrap items-stretch gap-2 text-sm"
      aria-label={t`Where your words went`}
    >
      <Stop icon="person">
        <Trans>Your browser</Trans>
      </Stop>
      <Step />
      <Stop icon="server">
        <Trans>Your organisation’s Galerne</Trans>
      </Stop>
      {!isHere && <Step />}
      {!isHere && (
        <Stop icon="cloud">
          <bdi>{origin.provider ?? message.modelId}</bdi>
          <br />
          {origin.place === null ? (
            <Trans>place not declared</Trans>
          ) : (
            <PlaceName place={origin.place} />
          )}
        </Stop>
      )}
      {isHere && (
        <p className="self-center text-ink-muted">
          <Trans>They went no further: the model runs on this machine.</Trans>
        </p>
      )}
    </ol>
  )
}

function Stop({ icon, children }: { icon: IconName; children: ReactNode }) {
  return (
    <li className="flex items-center gap-2 rounded-md border border-line bg-surface px-3 py-2 text-ink">
      <Icon name={icon} />
      <span className="[overflow-wrap:anywhere]">{children}</span>
    </li>
  )
}

function Step() {
  return (
    <li aria-hidden="true" className="self-center text-ink-faint">
      <Icon name="chevron-end" />
    </li>
  )
}

function Facts({ message }: { message: Message }) {
  const { t } = useLingui()
  const formats = useFormats()
  const { origin, usage, modelId } = message
  const unknown = t({ message: 'not known', comment: 'Of a fact about an answer' })
  const facts: [name: string, value: string][] = [
    [t`Model`, modelId ?? unknown],
    [t`Deployment`, origin?.deployment ?? unknown],
    [
      t({ message: 'Read', comment: 'How many tokens a model read' }),
      usage ? t`${formats.count(usage.inputTokens)} tokens` : unknown,
    ],
    [
      t({ message: 'Written', comment: 'How many tokens a model wrote' }),
      usage ? t`${formats.count(usage.outputTokens)} tokens` : unknown,
    ],
    [
      t`Cost`,
      origin && origin.costMicros !== null && origin.currency !== null
        ? formats.money(origin.costMicros, origin.currency)
        : t`no price is known`,
    ],
    [
      t`First word after`,
      typeof origin?.firstTokenMs === 'number' ? formats.duration(origin.firstTokenMs) : unknown,
    ],
    [t`Whole answer after`, origin ? formats.duration(origin.elapsedMs) : unknown],
    [t`Request`, origin?.requestId ?? unknown],
  ]
  return (
    <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-2 text-sm max-[24rem]:grid-cols-1">
      {facts.map(([name, value]) => (
        <div className="contents" key={name}>
          <dt>{name}</dt>
          <dd className="text-ink [overflow-wrap:anywhere]">
            <bdi>{value}</bdi>
          </dd>
        </div>
      ))}
      <dt>
        <Trans>Electricity</Trans>
      </dt>
      <dd className="text-ink">
        <EnergyWords energy={origin?.energy ?? null} />
      </dd>
      {usage?.isEstimated && (
        <p className="col-span-full">
          <Trans>The provider did not count the tokens, so they were counted here.</Trans>
        </p>
      )}
    </dl>
  )
}

/** The estimate, and how it was made: a number without its method would say nothing. */
function EnergyWords({ energy }: { energy: AnswerOrigin['energy'] }) {
  const { i18n } = useLingui()
  if (energy === null) {
    return (
      <Trans>
        Not known: nobody says how large the model is, or on what it runs, and we do not guess.
      </Trans>
    )
  }
  const wattHours = new Intl.NumberFormat(i18n.locale, { maximumSignificantDigits: 2 }).format(
    energy.milliwattHours / 1_000,
  )
  return (
    <>
      <Trans>about {wattHours} Wh, an estimate</Trans>
      <br />
      <MethodWords method={energy.method} />
    </>
  )
}

function MethodWords({ method }: { method: string }) {
  if (method === 'ecologits-1') {
    return (
      <Trans>
        By{' '}
        <a
          className="underline underline-offset-4"
          href={ECOLOGITS}
          referrerPolicy="no-referrer"
          rel="noopener noreferrer"
          target="_blank"
        >
          the method of EcoLogits
        </a>
        : the size of the model and the length of the answer, on usual machines of a data centre.
      </Trans>
    )
  }
  if (method === 'processor-time-1') {
    return (
      <Trans>
        By the time that this machine worked, with 10 watts for each core of its processor: rather
        too much than too little.
      </Trans>
    )
  }
  return <bdi>{method}</bdi>
}
