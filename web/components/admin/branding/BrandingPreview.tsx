import { Trans, useLingui } from '@lingui/react/macro'
import type { CSSProperties } from 'react'
import { THEMES, tintsOf, type Theme } from '#wire/accent.ts'
import { PRODUCT_NAME } from '#wire/branding.ts'
import { logoPath } from '../../../state/branding.ts'
import { Logo } from '../../../ui/Logo.tsx'
import { contrastIn, type BrandingDraft } from './draft.ts'
import { THEME_COLOURS } from './theme-colours.ts'

interface BrandingPreviewProps {
  draft: BrandingDraft
  /** The logo that is there. */
  kept: string | null
}

/** What the draft looks like in both appearances, as it is typed. */
export function BrandingPreview({ draft, kept }: BrandingPreviewProps) {
  const { t } = useLingui()
  const picture = pictureOf(draft.logo, kept)
  const names = { light: t`Light`, dark: t`Dark` }
  return (
    <section
      aria-label={t`Preview`}
      className="grid content-start gap-4 self-start lg:sticky lg:top-6"
    >
      {THEMES.map((theme) => (
        <figure key={theme}>
          <figcaption className="mb-1.5 text-sm font-medium">{names[theme]}</figcaption>
          <Sample {...{ draft, picture, theme }} />
        </figure>
      ))}
    </section>
  )
}

function Sample(props: { draft: BrandingDraft; picture: string | null; theme: Theme }) {
  const { draft, picture, theme } = props
  const name = draft.name.trim() || PRODUCT_NAME
  return (
    <div
      className="grid gap-4 rounded-lg border border-line bg-canvas p-5 text-ink"
      data-theme={theme}
      style={coloursOf(draft.accent?.[theme], theme)}
    >
      {picture === null ? (
        <Logo hasName name={name} />
      ) : (
        <span className="flex items-center gap-2.5">
          <img alt="" className="h-7 max-w-full object-contain" src={picture} />
          <span className="font-display text-xl tracking-tight" translate="no">
            {name}
          </span>
        </span>
      )}
      <p className="rounded-md bg-sea-soft px-3 py-1.5 text-sm text-sea-ink">
        <Trans>What is chosen</Trans>
      </p>
      <p className="flex flex-wrap items-center gap-4 text-sm">
        <span className="rounded-md bg-sea px-4 py-2 font-medium text-on-sea">
          <Trans>Sign in</Trans>
        </span>
        <span className="text-sea-ink underline">
          <Trans>A link</Trans>
        </span>
      </p>
      {draft.notice.trim() !== '' && (
        <p className="text-sm whitespace-pre-line text-ink-muted" dir="auto">
          {draft.notice}
        </p>
      )}
    </div>
  )
}

/** Set through the object model, which the page's policy allows; a colour that is none yet changes nothing. */
function coloursOf(accent: string | undefined, theme: Theme): CSSProperties {
  const colours: Record<`--${string}`, string> = { ...THEME_COLOURS[theme] }
  if (accent === undefined || contrastIn(accent, theme) === undefined) return colours
  colours['--color-sea'] = accent
  colours['--color-sea-ink'] = accent
  colours['--color-sea-soft'] = tintsOf(accent, theme).soft
  return colours
}

function pictureOf(logo: BrandingDraft['logo'], kept: string | null): string | null {
  if (typeof logo === 'object') return logo.url
  return logo === 'none' || kept === null ? null : logoPath(kept)
}
