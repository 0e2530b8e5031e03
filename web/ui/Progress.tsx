interface ProgressProps {
  label: string
  /** From 0 to 1; undefined while nobody knows. */
  share?: number
  /** "210 of 491 MB, 40 seconds left" */
  detail?: string
}

/** How far something long has come. */
export function Progress({ label, share, detail }: ProgressProps) {
  return (
    <div className="grid gap-1.5 text-sm">
      <div className="flex flex-wrap justify-between gap-x-4">
        <span aria-hidden="true">{label}</span>
        {detail !== undefined && <span className="text-ink-muted tabular-nums">{detail}</span>}
      </div>
      <progress
        aria-label={label}
        className="progress"
        {...(share !== undefined && { value: share, max: 1 })}
      />
    </div>
  )
}
