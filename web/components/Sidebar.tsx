import { Trans, useLingui } from '@lingui/react/macro'
import { Link } from 'wouter'
import { useStore } from '../state/external-store.ts'
import { useApp } from './app-context.ts'
import { Logo } from './Logo.tsx'

export function Sidebar() {
  const { t } = useLingui()
  const { conversations } = useApp()
  const list = useStore(conversations.state)
  return (
    <nav
      aria-label={t`Conversations`}
      className="flex h-full flex-col overflow-hidden bg-sunken p-3"
    >
      <p className="flex items-center gap-2 px-2 py-2 font-display text-lg">
        <Logo className="size-7 text-sea" />
        Galerne
      </p>
      <Link className="rounded-md px-3 py-2 hover:bg-hover" href="/">
        <Trans>New chat</Trans>
      </Link>
      <ul className="min-h-0 flex-1 overflow-y-auto">
        {list.conversations.map(({ id, title }) => (
          <li key={id}>
            <Link className="block truncate rounded-md px-3 py-2 hover:bg-hover" href={`/c/${id}`}>
              {title || t`Untitled`}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  )
}
