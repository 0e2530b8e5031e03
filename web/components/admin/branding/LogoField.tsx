import { Trans, useLingui } from '@lingui/react/macro'
import { useId, useRef, useState } from 'react'
import { MAX_LOGO_BYTES } from '#wire/branding.ts'
import { Button } from '../../../ui/Button.tsx'
import type { BrandingDraft } from './draft.ts'

const TYPES = ['image/png', 'image/webp', 'image/jpeg']

interface LogoFieldProps {
  hasLogo: boolean
  onChange: (logo: BrandingDraft['logo']) => void
}

export function LogoField({ hasLogo, onChange }: LogoFieldProps) {
  const { t } = useLingui()
  const id = useId()
  const input = useRef<HTMLInputElement>(null)
  const [problem, setProblem] = useState<string | null>(null)

  function take(file: File) {
    const why = problemOf(file)
    setProblem(why)
    if (why === null) onChange({ file, url: URL.createObjectURL(file) })
  }

  function problemOf({ type, size }: File): string | null {
    if (type === 'image/svg+xml') {
      return t`SVG is not taken: such a file can hold scripts and links. Save it as PNG.`
    }
    if (!TYPES.includes(type)) return t`Choose a PNG, WebP or JPEG.`
    return size > MAX_LOGO_BYTES ? t`It is too large: 256 kB at most.` : null
  }

  return (
    <fieldset className="grid gap-1.5 text-sm" aria-describedby={`${id}-hint`}>
      <legend className="mb-1.5 font-medium">
        <Trans>Logo</Trans>
      </legend>
      <p className="text-ink-muted" id={`${id}-hint`}>
        <Trans>
          PNG, WebP or JPEG, 256 kB and 2000 pixels at most. Take one that can be seen on light and
          on dark.
        </Trans>
      </p>
      <div className="flex flex-wrap gap-2">
        <input
          accept={TYPES.join(',')}
          aria-label={t`Logo`}
          className="sr-only"
          onChange={({ target }) => {
            const [file] = target.files ?? []
            if (file) take(file)
            target.value = ''
          }}
          ref={input}
          tabIndex={-1}
          type="file"
        />
        <Button icon="image" onClick={() => input.current?.click()}>
          <Trans>Choose the file</Trans>
        </Button>
        {hasLogo && (
          <Button icon="trash" look="bare" onClick={() => onChange('none')}>
            <Trans>Remove the logo</Trans>
          </Button>
        )}
      </div>
      {problem !== null && (
        <p className="text-danger" role="alert">
          {problem}
        </p>
      )}
    </fieldset>
  )
}
