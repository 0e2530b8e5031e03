interface LogoProps {
  /** In pixels at the default font size. */
  size?: number
  /** With the name beside the sign. */
  hasName?: boolean
  name?: string
}

/** The sign of Galerne: three gusts over the sea, the last one carrying the warm note. */
export function Logo({ size = 28, hasName = false, name = 'Galerne' }: LogoProps) {
  return (
    <span className="inline-flex items-center gap-2.5 text-sea">
      <svg
        viewBox="0 0 32 32"
        width={`${size / 16}rem`}
        height={`${size / 16}rem`}
        fill="none"
        stroke="currentColor"
        strokeWidth="2.25"
        strokeLinecap="round"
        {...(hasName ? { 'aria-hidden': true } : { role: 'img', 'aria-label': name })}
      >
        <path d="M4 12.500c6-5 11 1.500 16.500-1.500 3.200-1.700 3-6-.3-6.300-2.100-.2-3.500 1.500-3 3.300" />
        <path
          d="M4 19c7.500-4.500 13 1.500 20.500-1.200 3.800-1.400 4-6.300.7-6.800"
          opacity=".7"
        />
        <path className="text-buoy" d="M8 25.500c5.500-3 9.500.7 14.500-1" />
      </svg>
      {hasName && (
        <span className="font-display text-xl tracking-tight text-ink" translate="no">
          {name}
        </span>
      )}
    </span>
  )
}
