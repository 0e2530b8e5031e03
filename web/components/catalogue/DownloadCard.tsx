import { Trans, useLingui } from '@lingui/react/macro'
import type { Download } from '#wire/catalogue.ts'
import { Badge } from '../../ui/Badge.tsx'
import { Button } from '../../ui/Button.tsx'
import { Progress } from '../../ui/Progress.tsx'
import { useFormats } from '../charts/use-formats.ts'
import { FailureNotice } from '../FailureNotice.tsx'
import { useTask } from '../use-task.ts'
import { Fact } from './Fact.tsx'
import { LanguageList } from './LanguageList.tsx'
import { useCatalogueClient } from './use-catalogue.ts'

interface DownloadCardProps {
  model: Download
  onChange: () => void
}

/** A model that this machine can fetch for itself: whether it fits, and how far it has come. */
export function DownloadCard({ model, onChange }: DownloadCardProps) {
  const formats = useFormats()
  const { name, languages, licence, notes, sizeBytes, memoryBytes, contextTokens } = model
  return (
    <article className="flex flex-col rounded-lg border border-line bg-surface p-4">
      <div className="flex flex-wrap items-start justify-between gap-x-3 gap-y-1">
        <h3 className="min-w-0 font-medium">
          <bdi>{name}</bdi>
        </h3>
        <FitBadge model={model} />
      </div>
      {notes !== '' && (
        <p className="mt-1 text-sm text-ink-muted" lang="en">
          {notes}
        </p>
      )}
      <dl className="mt-3 mb-4 grid grid-cols-2 gap-x-4 gap-y-2 text-sm">
        <Fact term={<Trans>To download</Trans>}>{formats.bytes(sizeBytes)}</Fact>
        <Fact term={<Trans>Memory it needs</Trans>}>{formats.bytes(memoryBytes)}</Fact>
        <Fact term={<Trans>Context</Trans>}>
          <Trans>{formats.compact(contextTokens)} tokens</Trans>
        </Fact>
        <Fact term={<Trans>Licence</Trans>}>{licence.name}</Fact>
        {languages.length > 0 && (
          <Fact isWide term={<Trans>Languages</Trans>}>
            <LanguageList tags={languages} />
          </Fact>
        )}
      </dl>
      <div className="mt-auto">
        <Fetching model={model} onChange={onChange} />
      </div>
    </article>
  )
}

function FitBadge({ model: { isInstalled, lacks } }: { model: Download }) {
  if (isInstalled) {
    return (
      <Badge icon="check" look="success">
        <Trans>On this machine</Trans>
      </Badge>
    )
  }
  if (lacks === 'memory') {
    return (
      <Badge icon="warning" look="warning">
        <Trans>Too little memory</Trans>
      </Badge>
    )
  }
  if (lacks === 'disk') {
    return (
      <Badge icon="warning" look="warning">
        <Trans>Too little disk space</Trans>
      </Badge>
    )
  }
  return (
    <Badge icon="check" look="sea">
      <Trans>Fits this machine</Trans>
    </Badge>
  )
}

function Fetching({ model, onChange }: DownloadCardProps) {
  const { t } = useLingui()
  const client = useCatalogueClient()
  const { run, isRunning, failure } = useTask()
  const { id, name, isInstalled, lacks, pull, partialBytes } = model
  const isUnderWay = pull !== null && /^(?:waiting|pulling|verifying)$/.test(pull.stage)
  const change = (work: () => Promise<void>) => void run(work).then(onChange)

  if (isInstalled && !isUnderWay) return null
  if (isUnderWay) {
    return (
      <div className="grid gap-3">
        <PullProgress model={model} />
        <div>
          <Button
            icon="stop"
            isBusy={isRunning}
            onClick={() => change(() => client.stopDownload(id))}
          >
            <Trans>Stop</Trans>
          </Button>
        </div>
      </div>
    )
  }
  return (
    <div className="grid gap-3">
      {pull?.stage === 'failed' && (
        <FailureNotice code="provider_unavailable" detail={pull.reason ?? undefined} />
      )}
      {failure && <FailureNotice code={failure.code} detail={failure.message} />}
      <div>
        <Button
          aria-label={partialBytes > 0 ? t`Go on fetching ${name}` : t`Fetch ${name}`}
          disabled={lacks !== null}
          icon="download"
          isBusy={isRunning}
          onClick={() => change(() => client.startDownload(id))}
        >
          {partialBytes > 0 ? <Trans>Go on fetching</Trans> : <Trans>Fetch</Trans>}
        </Button>
      </div>
    </div>
  )
}

function PullProgress({ model: { name, sizeBytes, pull } }: { model: Download }) {
  const { t } = useLingui()
  const formats = useFormats()
  if (!pull) return null
  const total = pull.totalBytes ?? sizeBytes
  const { receivedBytes, bytesPerSecond, stage } = pull
  const share = total > 0 ? Math.min(1, receivedBytes / total) : undefined
  const came = formats.bytes(receivedBytes)
  const all = formats.bytes(total)
  const left = bytesPerSecond
    ? formats.duration(((total - receivedBytes) / bytesPerSecond) * 1000)
    : null
  const label = stage === 'verifying' ? t`${name} is being checked` : t`${name} is being fetched`
  const detail = left === null ? t`${came} of ${all}` : t`${came} of ${all}, ${left} left`
  return <Progress detail={detail} label={label} {...(share !== undefined && { share })} />
}
