import { Trans, useLingui } from '@lingui/react/macro'
import { useId, useState } from 'react'
import { Icon } from '../../ui/Icon.tsx'
import { IconButton } from '../../ui/IconButton.tsx'
import { readImage } from './read-image.ts'
import { Thumbnail } from './Thumbnail.tsx'

interface ImageFieldProps {
  images: readonly string[]
  onChange: (images: string[]) => void
  canSee: boolean
}

const MOST = 4

/** Pictures for the models that read them. */
export function ImageField({ images, onChange, canSee }: ImageFieldProps) {
  const { t } = useLingui()
  const id = useId()
  const [hasFailed, setHasFailed] = useState(false)
  async function add(files: FileList | null) {
    setHasFailed(false)
    try {
      const added = await Promise.all([...(files ?? [])].map(readImage))
      onChange([...images, ...added].slice(0, MOST))
    } catch {
      setHasFailed(true)
    }
  }
  if (!canSee && images.length === 0) return null
  return (
    <div className="grid gap-2 text-sm">
      {images.length > 0 && (
        <ul className="flex flex-wrap gap-2">
          {images.map((url, at) => (
            <li className="relative" key={url.slice(0, 80) + String(at)}>
              <Thumbnail alt={t`Picture ${at + 1}`} dataUrl={url} />
              <IconButton
                className="absolute -end-2 -top-2 rounded-full! border-line! bg-raised"
                icon="close"
                label={t`Take picture ${at + 1} away`}
                onClick={() => onChange(images.filter((_url, index) => index !== at))}
              />
            </li>
          ))}
        </ul>
      )}
      {images.length < MOST && (
        <div>
          <input
            accept="image/*"
            className="peer sr-only"
            id={id}
            multiple
            onChange={({ target }) => {
              void add(target.files)
              target.value = ''
            }}
            type="file"
          />
          <label
            className="inline-flex min-h-(--control) cursor-pointer items-center gap-2 rounded-md border border-line bg-surface px-4 font-medium peer-focus-visible:outline-2 peer-focus-visible:outline-offset-2 peer-focus-visible:outline-focus hover:bg-hover"
            htmlFor={id}
          >
            <Icon name="image" size={18} />
            <Trans>Add pictures</Trans>
          </label>
        </div>
      )}
      {!canSee && (
        <p className="text-ink-muted">
          <Trans>None of the chosen models reads images.</Trans>
        </p>
      )}
      {hasFailed && (
        <p className="text-danger" role="alert">
          <Trans>That is no picture that this browser can read.</Trans>
        </p>
      )}
    </div>
  )
}
