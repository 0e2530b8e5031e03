import { encode } from 'uqr'
import { useMemo } from 'react'

/** A text as a QR code, drawn here and asked of nobody. Dark on light also where the page is dark: cameras want it so. */
export function QrCode({ text, label }: { text: string; label: string }) {
  const { path, size } = useMemo(() => draw(text), [text])
  return (
    <svg
      aria-label={label}
      className="size-48 rounded-md bg-white text-black"
      // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- drawn here, not loaded
      role="img"
      shapeRendering="crispEdges"
      viewBox={`-4 -4 ${size + 8} ${size + 8}`}
    >
      <path d={path} fill="currentColor" />
    </svg>
  )
}

/** One square of 1 × 1 for each dark module. */
function draw(text: string): { path: string; size: number } {
  const { data, size } = encode(text, { border: 0 })
  const squares = data.flatMap((row, y) =>
    row.flatMap((isDark, x) => (isDark ? [`M${x} ${y}h1v1h-1z`] : [])),
  )
  return { path: squares.join(''), size }
}
