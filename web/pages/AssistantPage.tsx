import { useLingui } from '@lingui/react/macro'
import { lazy, useState } from 'react'
import { Link, Route, Switch } from 'wouter'
import { Banners } from '../components/Banners.tsx'
import { ConversationPane } from '../components/ConversationPane.tsx'
import { Extra } from '../components/Extra.tsx'
import { NavDrawer } from '../components/shell/NavDrawer.tsx'
import { Toasts } from '../components/shell/Toasts.tsx'
import { IconButton } from '../ui/IconButton.tsx'
import { NewChatPane } from '../components/NewChatPane.tsx'
import { Sidebar } from '../components/Sidebar.tsx'
import { Icon } from '../ui/Icon.tsx'
import { useMedia, WIDE } from '../components/use-media.ts'

const AllConversations = lazy(async () => ({
  default: (await import('../components/folders/AllConversations.tsx')).AllConversations,
}))
const FolderPage = lazy(async () => ({
  default: (await import('../components/folders/FolderPage.tsx')).FolderPage,
}))
const TemporaryPane = lazy(async () => ({
  default: (await import('../components/temporary/TemporaryPane.tsx')).TemporaryPane,
}))

export function AssistantPage() {
  const { t } = useLingui()
  const isWide = useMedia(WIDE)
  const [isDrawerOpen, setIsDrawerOpen] = useState(false)
  const closeDrawer = () => setIsDrawerOpen(false)
  const menu = isWide ? null : (
    <>
      <IconButton
        aria-haspopup="dialog"
        icon="menu"
        label={t`Show the conversations`}
        onClick={() => setIsDrawerOpen(true)}
      />
      <Link
        aria-label={t`New chat`}
        className="order-last ms-auto inline-grid size-(--control) shrink-0 place-items-center rounded-md text-ink-muted hover:bg-hover hover:text-ink"
        href="/"
      >
        <Icon name="add" size={20} />
      </Link>
    </>
  )

  return (
    <Toasts>
      <div className="flex h-full">
        {isWide && (
          <div className="w-72 shrink-0">
            <Sidebar />
          </div>
        )}
        {!isWide && isDrawerOpen && (
          <NavDrawer label={t`Conversations`} onClose={closeDrawer}>
            <Sidebar onNavigate={closeDrawer} />
          </NavDrawer>
        )}
        <div className="flex h-full min-w-0 flex-1 flex-col">
          <Banners />
          <div className="min-h-0 flex-1">
            <Switch>
              <Route path="/c/:id">
                {({ id }) => <ConversationPane id={id} key={id} menu={menu} />}
              </Route>
              <Route path="/f/:id">
                {({ id }) => (
                  <Extra>
                    <FolderPage id={id} key={id} menu={menu} />
                  </Extra>
                )}
              </Route>
              <Route path="/conversations">
                <Extra>
                  <AllConversations menu={menu} />
                </Extra>
              </Route>
              <Route path="/temporary">
                <Extra>
                  <TemporaryPane menu={menu} />
                </Extra>
              </Route>
              <Route>
                <NewChatPane menu={menu} />
              </Route>
            </Switch>
          </div>
        </div>
      </div>
    </Toasts>
  )
}
