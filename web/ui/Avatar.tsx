/** The first letters of a name on a quiet ground. Decoration: the name stands beside it. */
export function Avatar({ name }: { name: string }) {
  return (
    <span
      aria-hidden="true"
      className="inline-grid size-8 shrink-0 place-items-center rounded-full bg-buoy-soft text-xs font-semibold text-buoy-ink select-none"
    >
      {initialsOf(name)}
    </span>
  )
}

/** One or two letters, whole ones: "Élodie Öztürk" is ÉÖ, whatever the script. */
function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/)
  const ends = words.length > 1 ? [words[0] ?? '', words.at(-1) ?? ''] : words
  const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' })
  const letters = ends.map((word) => [...segmenter.segment(word)][0]?.segment ?? '')
  return letters.join('').toLocaleUpperCase()
}
