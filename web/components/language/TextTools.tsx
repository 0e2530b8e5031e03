import { useLingui } from '@lingui/react/macro'
import { Link, useLocation } from 'wouter'

/** The way between the tools for a text of one's own. */
export function TextTools() {
  const { t } = useLingui()
  const [path] = useLocation()
  const tools = [
    { href: '/translate', name: t`Translate a text` },
    { href: '/plain', name: t`Plain language` },
  ]
  return (
    <nav aria-label={t`Texts`} className="mb-5 flex flex-wrap gap-1 border-b border-line">
      {tools.map(({ href, name }) => (
        <Link
          aria-current={path.startsWith(href) ? 'page' : undefined}
          className="-mb-px flex min-h-(--control) items-center border-b-2 border-transparent px-3 text-sm text-ink-muted hover:text-ink aria-[current=page]:border-sea aria-[current=page]:font-medium aria-[current=page]:text-ink"
          href={href}
          key={href}
        >
          {name}
        </Link>
      ))}
    </nav>
  )
}
