import { Trans, useLingui } from '@lingui/react/macro'
import { useCallback, useMemo, useState } from 'react'
import { createRatingsClient } from '#sdk/ratings.ts'
import { RatingReason, type JudgedModel, type RatingsQuery, type Share } from '#wire/ratings.ts'
import { useApp } from '../../components/app-context.ts'
import { useFormats } from '../../components/charts/use-formats.ts'
import { useModelName } from '../../components/compare/use-model-name.ts'
import { lastDays, monthUntilNow, type DayRange } from '../../components/money/ranges.ts'
import { LinkButton } from '../../components/shell/LinkButton.tsx'
import { REASON_TEXTS } from '../../components/message/rating-texts.ts'
import { PageTitle } from '../../components/shell/PageTitle.tsx'
import { RemoteStatus } from '../../components/shell/RemoteStatus.tsx'
import { useRemote } from '../../components/shell/use-remote.ts'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { Select } from '../../ui/Select.tsx'

const RANGES: Record<string, () => DayRange | undefined> = {
  quarter: () => lastDays(90),
  'thirty-days': () => lastDays(30),
  month: () => monthUntilNow(),
  all: () => undefined,
}

/** How people judge the answers of each model: counts with how sure they are, and nobody's words. */
export function RatingsPage() {
  const { t } = useLingui()
  const { client } = useApp()
  const ratings = useMemo(() => createRatingsClient(client.http), [client])
  const [rangeName, setRangeName] = useState('quarter')
  const [lang, setLang] = useState('')
  const load = useCallback(
    async (signal: AbortSignal) => {
      const asked: RatingsQuery = { ...RANGES[rangeName]?.(), ...(lang !== '' && { lang }) }
      return { report: await ratings.report(asked, signal), file: ratings.reportFile(asked) }
    },
    [ratings, rangeName, lang],
  )
  const remote = useRemote(load)
  const { value } = remote
  return (
    <>
      <PageTitle
        actions={
          value && (
            <LinkButton href={value.file} icon="download" isFile>
              <Trans>Save as CSV</Trans>
            </LinkButton>
          )
        }
        title={t`Ratings`}
      >
        <Trans>
          How people rate the answers of each model, and which one they choose when they compare.
          The range behind a share is where the true one lies with 95 % certainty: wide where there
          are few. No texts are shown here.
        </Trans>
      </PageTitle>
      <Choices
        lang={lang}
        languages={value?.report.languages ?? []}
        onLang={setLang}
        onRange={setRangeName}
        rangeName={rangeName}
      />
      <RemoteStatus of={remote} />
      {value?.report.models.length === 0 && (
        <EmptyState icon="thumb-up" title={t`Nobody has rated an answer yet`}>
          <Trans>
            People rate answers with the thumbs below them, and choose between models in a
            comparison. What they say is counted here.
          </Trans>
        </EmptyState>
      )}
      {value && value.report.models.length > 0 && <Table models={value.report.models} />}
    </>
  )
}

interface ChoicesProps {
  rangeName: string
  onRange: (name: string) => void
  lang: string
  onLang: (lang: string) => void
  languages: readonly string[]
}

function Choices({ rangeName, onRange, lang, onLang, languages }: ChoicesProps) {
  const { t, i18n } = useLingui()
  const ranges = {
    quarter: t`Last 90 days`,
    'thirty-days': t`Last 30 days`,
    month: t`This month`,
    all: t`All`,
  }
  const names = new Intl.DisplayNames(i18n.locale, { type: 'language' })
  const known = lang === '' || languages.includes(lang) ? languages : [...languages, lang]
  return (
    <div className="mb-6 flex flex-wrap gap-4">
      <Select
        className="w-48 max-sm:w-full"
        label={t`Time span`}
        onChange={({ target }) => onRange(target.value)}
        options={Object.entries(ranges).map(([value, name]) => ({ value, name }))}
        value={rangeName}
      />
      <Select
        className="w-48 max-sm:w-full"
        label={t`Language`}
        onChange={({ target }) => onLang(target.value)}
        options={[
          { value: '', name: t`All` },
          ...known.map((value) => ({ value, name: names.of(value) ?? value })),
        ]}
        value={lang}
      />
    </div>
  )
}

const HEAD = 'px-3 py-2 text-start font-medium'
const CELL = 'px-3 py-2 align-top'

function Table({ models }: { models: readonly JudgedModel[] }) {
  const { t } = useLingui()
  return (
    <section
      aria-label={t`Ratings`}
      className="overflow-x-auto rounded-lg border border-line"
      // It may scroll: the keyboard must reach it.
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
    >
      <table className="w-full text-sm">
        <thead>
          <tr className="border-b border-line bg-sunken">
            <th className={HEAD} scope="col">
              <Trans>Model</Trans>
            </th>
            <th className={HEAD} scope="col">
              <Trans>Rated as good</Trans>
            </th>
            <th className={HEAD} scope="col">
              <Trans>Chosen in comparisons</Trans>
            </th>
            <th className={HEAD} scope="col">
              <Trans>What was wrong</Trans>
            </th>
          </tr>
        </thead>
        <tbody>
          {models.map((model) => (
            <Row key={model.modelId ?? ''} model={model} />
          ))}
        </tbody>
      </table>
    </section>
  )
}

function Row({ model }: { model: JudgedModel }) {
  const { i18n } = useLingui()
  const nameOf = useModelName()
  const formats = useFormats()
  const { modelId, good, goodShare, won, wonShare, reasons } = model
  const given = RatingReason.options
    .map((reason) => ({ reason, count: reasons[reason] ?? 0 }))
    .filter(({ count }) => count > 0)
    .toSorted((a, b) => b.count - a.count)
  return (
    <tr className="border-b border-line last:border-0">
      <th
        className={`${CELL} min-w-32 text-start font-normal [overflow-wrap:anywhere]`}
        scope="row"
      >
        <bdi>{modelId === null ? '–' : nameOf(modelId)}</bdi>
      </th>
      <td className={CELL}>
        <ShareCell count={good} share={goodShare} />
      </td>
      <td className={CELL}>
        <ShareCell count={won} share={wonShare} />
      </td>
      <td className={CELL}>
        {given.length === 0 && '–'}
        <ul>
          {given.map(({ reason, count }) => (
            <li key={reason}>
              {i18n._(REASON_TEXTS[reason])}: {formats.count(count)}
            </li>
          ))}
        </ul>
      </td>
    </tr>
  )
}

/** “9 of 12”, and between which shares the true one lies. */
function ShareCell({ share, count }: { share: Share | null; count: number }) {
  const formats = useFormats()
  if (!share) return <>–</>
  const [some, all] = [formats.count(count), formats.count(share.of)]
  const [low, high] = [formats.percent(share.low), formats.percent(share.high)]
  return (
    <>
      <span className="whitespace-nowrap tabular-nums">
        <Trans>
          {some} of {all}
        </Trans>
      </span>
      <span
        aria-hidden="true"
        className="relative my-1.5 block h-1.5 w-32 rounded-full bg-line print:hidden"
      >
        <span
          className="absolute inset-y-0 rounded-full bg-sea"
          style={{
            insetInlineStart: `${share.low * 100}%`,
            inlineSize: `${Math.max(2, (share.high - share.low) * 100)}%`,
          }}
        />
      </span>
      <span className="whitespace-nowrap text-ink-muted tabular-nums">
        <Trans>
          {low} to {high}
        </Trans>
      </span>
    </>
  )
}
