/** The shape of lines that are being fetched. Say beside it, once, that something is loading. */
export function Skeleton({ lines = 3 }: { lines?: number }) {
  return (
    <div aria-hidden="true" className="grid gap-3">
      {Array.from({ length: lines }, (_, at) => (
        <span key={at} className="skeleton" />
      ))}
    </div>
  )
}
