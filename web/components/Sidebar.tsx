import { Trans, useLingui } from '@lingui/react/macro'
import { lazy } from 'react'
import { Link } from 'wouter'
import { Icon } from '../ui/Icon.tsx'
import { IconButton } from '../ui/IconButton.tsx'
import { useApp } from './app-context.ts'
import { BrandName } from './BrandLogo.tsx'
import { ConversationList } from './ConversationList.tsx'
import { Soon } from './Extra.tsx'
import { ListMenu } from './ListMenu.tsx'

/** What is beside the conversations comes after them. */
const FolderLinks = lazy(async () => ({
  default: (await import('./folders/FolderLinks.tsx')).FolderLinks,
}))

/** The conversations. `onNavigate`: a drawer closes itself. */
export function Sidebar({ onNavigate }: { onNavigate?: () => void }) {
  const { t } = useLingui()
  const { overlay } = useApp()
  return (
    <nav
      aria-label={t`Conversations`}
      className="isolate flex h-full min-h-0 flex-col bg-sunken text-ink"
    >
      {!onNavigate && (
        <p className="px-5 pt-5 pb-4">
          <BrandName />
        </p>
      )}
      <div className="mx-3 mb-2 flex items-center gap-1">
        <Link
          className="flex min-h-(--control) grow items-center gap-2.5 rounded-md border border-line bg-surface px-3 text-sm font-medium shadow-sm transition-colors hover:bg-raised"
          href="/"
          id="new-chat"
          onClick={onNavigate}
        >
          <span className="text-sea">
            <Icon name="add" />
          </span>
          <Trans>New chat</Trans>
        </Link>
        <IconButton
          aria-haspopup="dialog"
          icon="search"
          label={t`Search in all conversations`}
          onClick={() => {
            onNavigate?.()
            overlay.set('search')
          }}
        />
        <ListMenu onNavigate={onNavigate} />
      </div>
      <Soon>
        <FolderLinks onNavigate={onNavigate} />
      </Soon>
      <ConversationList onNavigate={onNavigate} />
    </nav>
  )
}
