/** From what was to what is. A screen reader goes from one to the other anyway. */
export function Arrow() {
  return (
    <span aria-hidden className="inline-block rtl:-scale-x-100">
      →
    </span>
  )
}
