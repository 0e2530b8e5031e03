import { useId, type ReactNode } from 'react'

interface AccountCardProps {
  title: string
  children?: ReactNode
  lead?: ReactNode
  /** Buttons. */
  actions?: ReactNode
}

/** One matter of the account: what it is, how it stands, what can be done. */
export function AccountCard({ title, lead, children, actions }: AccountCardProps) {
  const id = useId()
  return (
    <section
      aria-labelledby={id}
      className="grid content-start gap-4 rounded-xl border border-line bg-surface p-5 md:p-6"
    >
      <div>
        <h2 className="font-display text-xl" id={id}>
          {title}
        </h2>
        {lead !== undefined && <p className="mt-1 text-sm text-ink-muted">{lead}</p>}
      </div>
      {children}
      {actions !== undefined && <div className="flex flex-wrap gap-2">{actions}</div>}
    </section>
  )
}
