import { branding, logoPath } from '../state/branding.ts'
import { useStore } from '../state/external-store.ts'
import { Logo } from '../ui/Logo.tsx'

interface BrandLogoProps {
  /** In pixels at the default font size. */
  size?: number
  /** With the name beside the sign. */
  hasName?: boolean
}

/** The sign of whoever runs this, and the name that they gave it. */
export function BrandLogo({ size = 28, hasName = false }: BrandLogoProps) {
  const { logo, name } = useStore(branding)
  if (logo === null) return <Logo name={name} {...{ size, hasName }} />
  return (
    <span className="inline-flex max-w-full items-center gap-2.5">
      <img
        alt={hasName ? '' : name}
        className="max-w-full object-contain"
        src={logoPath(logo)}
        style={{ height: `${size / 16}rem` }}
      />
      {hasName && <BrandName />}
    </span>
  )
}

export function BrandName() {
  return (
    <span className="font-display text-xl tracking-tight text-ink" translate="no">
      {useStore(branding).name}
    </span>
  )
}
