import { Trans, useLingui } from '@lingui/react/macro'
import { useCallback } from 'react'
import { useSearchParams } from 'wouter'
import { listJourneys } from '#sdk/residency.ts'
import { Classification } from '#wire/classification.ts'
import type { Residency } from '#wire/residency.ts'
import { useApp } from '../components/app-context.ts'
import { CLASSES, RESIDENCIES } from '../components/classification/class-texts.ts'
import { JourneyTable } from '../components/residency/JourneyTable.tsx'
import { PlaceMap } from '../components/residency/PlaceMap.tsx'
import { LinkButton } from '../components/shell/LinkButton.tsx'
import { PageFrame } from '../components/shell/PageFrame.tsx'
import { PageTitle } from '../components/shell/PageTitle.tsx'
import { RemoteStatus } from '../components/shell/RemoteStatus.tsx'
import { useRemote } from '../components/shell/use-remote.ts'
import { EmptyState } from '../ui/EmptyState.tsx'
import { Select } from '../ui/Select.tsx'

/** What was just asked comes into the log within seconds. */
const REFRESH_MS = 5000

/** For everybody: where one's own words may go, and where they went; of one conversation, or of all. */
export function ResidencyPage() {
  const { t, i18n } = useLingui()
  const { client } = useApp()
  const [search, setSearch] = useSearchParams()
  const conversation = search.get('conversation')
  const asked = Classification.safeParse(search.get('classification')).data ?? null
  const load = useCallback(
    (signal: AbortSignal) => client.getResidency(asked, signal),
    [client, asked],
  )
  const remote = useRemote(load)
  const { value: residency } = remote
  const set = (classification: string) =>
    setSearch({ ...(conversation && { conversation }), classification }, { replace: true })
  return (
    <PageFrame>
      <PageTitle
        title={t`Where my words go`}
        actions={
          conversation && (
            <LinkButton href={`/c/${conversation}`} icon="back">
              <Trans>Back to the conversation</Trans>
            </LinkButton>
          )
        }
      >
        <Trans>
          Which machines may read what you write, by whom and under whose law they are run, and
          which of them have.
        </Trans>
      </PageTitle>
      <RemoteStatus of={remote} />
      {residency && (
        <div className="grid gap-10">
          <section aria-labelledby="may-go" className="grid gap-4">
            <div className="flex flex-wrap items-end justify-between gap-4">
              <h2 className="font-display text-xl" id="may-go">
                <Trans>Where they may go</Trans>
              </h2>
              <Select
                label={t`Classification`}
                value={residency.classification}
                onChange={(event) => set(event.target.value)}
                options={Classification.options.map((value) => ({
                  value,
                  name: i18n._(CLASSES[value].name),
                }))}
              />
            </div>
            <MayGo residency={residency} />
          </section>
          <Went conversation={conversation} residency={residency} />
        </div>
      )}
    </PageFrame>
  )
}

function MayGo({ residency }: { residency: Residency }) {
  const { t, i18n } = useLingui()
  const { classification, classes, places } = residency
  const rules = classes.find((one) => one.classification === classification)?.rules
  return (
    <>
      <p className="max-w-(--measure) text-ink-muted">
        {i18n._(CLASSES[classification].meaning)}{' '}
        {rules && (
          <strong className="font-medium text-ink">
            <Trans>May go to: {i18n._(RESIDENCIES[rules.residency])}.</Trans>{' '}
            {!rules.handling.mayCache && <Trans>Answers are not kept in a cache. </Trans>}
            {!rules.handling.mayKeepBodies && <Trans>What was said is kept in no log. </Trans>}
            {!rules.handling.mayShare && <Trans>It cannot be shared by a link.</Trans>}
          </strong>
        )}
      </p>
      {places.length === 0 ? (
        <EmptyState icon="model" title={t`There is no model yet`}>
          <Trans>Nothing you write can go anywhere before one is added.</Trans>
        </EmptyState>
      ) : (
        <PlaceMap places={places} />
      )}
    </>
  )
}

function Went({ conversation, residency }: { conversation: string | null; residency: Residency }) {
  const { client } = useApp()
  const load = useCallback(
    (signal: AbortSignal) => listJourneys(client.http, conversation, signal),
    [client, conversation],
  )
  const remote = useRemote(load, REFRESH_MS)
  return (
    <section aria-labelledby="went" className="grid gap-4">
      <div>
        <h2 className="font-display text-xl" id="went">
          <Trans>Where they went</Trans>
        </h2>
        <p className="text-ink-muted">
          {conversation === null ? (
            <Trans>In the last 30 days, as far as the log of requests reaches.</Trans>
          ) : (
            <Trans>In this conversation, as far as the log of requests reaches.</Trans>
          )}
        </p>
      </div>
      <RemoteStatus lines={3} of={remote} />
      {remote.value && <JourneyTable journeys={remote.value} places={residency.places} />}
    </section>
  )
}
