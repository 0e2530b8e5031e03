import { Trans, useLingui } from '@lingui/react/macro'
import { FAILURE_TEXTS } from '../../i18n/failures.ts'
import { Icon } from '../../ui/Icon.tsx'
import { IconButton } from '../../ui/IconButton.tsx'
import { Spinner } from '../../ui/Spinner.tsx'
import { PROBLEM_TEXTS } from './problem-texts.ts'
import type { Upload } from './upload-desk.ts'

interface UploadChipProps {
  upload: Upload
  onRemove: () => void
}

/** A file on its way, or why it did not arrive and what to do. */
export function UploadChip({ upload, onRemove }: UploadChipProps) {
  const { t } = useLingui()
  const { name, share, failure } = upload
  if (failure) return <FailedChip failure={failure} name={name} onRemove={onRemove} />
  const isReading = share >= 1
  return (
    <li className="flex max-w-full items-center gap-2 rounded-lg border border-line bg-canvas py-1 ps-3">
      <span className="text-sea">
        <Spinner label={t`Reading ${name}`} />
      </span>
      <span className="min-w-0">
        <bdi className="block max-w-[14rem] truncate text-sm">{name}</bdi>
        <span className="block text-xs text-ink-muted">
          {isReading ? <Trans>Reading…</Trans> : <Trans>Uploading…</Trans>}
        </span>
        <progress
          aria-label={t`Upload of ${name}`}
          className="progress mt-1 block w-full"
          max={1}
          {...(!isReading && { value: share })}
        />
      </span>
      <IconButton icon="close" label={t`Cancel ${name}`} onClick={onRemove} />
    </li>
  )
}

interface FailedChipProps {
  name: string
  failure: NonNullable<Upload['failure']>
  onRemove: () => void
}

function FailedChip({ name, failure, onRemove }: FailedChipProps) {
  const { t, i18n } = useLingui()
  const { code, problem } = failure
  return (
    <li
      className="flex w-full items-start gap-2 rounded-lg border border-danger/35 bg-danger-soft py-1 ps-3 text-sm"
      role="alert"
    >
      <span className="mt-2 text-danger">
        <Icon name="warning" size={18} />
      </span>
      <span className="min-w-0 flex-1 py-1.5 [overflow-wrap:anywhere]">
        <bdi className="font-medium">{name}</bdi>
        <span className="block">
          {i18n._(problem === null ? FAILURE_TEXTS[code] : PROBLEM_TEXTS[problem])}
        </span>
      </span>
      <IconButton icon="close" label={t`Dismiss the message about ${name}`} onClick={onRemove} />
    </li>
  )
}
