import { Trans, useLingui } from '@lingui/react/macro'
import { useCallback, useEffect, useState, type ReactNode } from 'react'
import { Link } from 'wouter'
import { ApiFailure } from '#sdk/api-failure.ts'
import { folderCalls } from '#sdk/folders.ts'
import type { Folder } from '#wire/folders.ts'
import { useStore } from '../../state/external-store.ts'
import { Button } from '../../ui/Button.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { useApp } from '../app-context.ts'
import { FailureNotice } from '../FailureNotice.tsx'
import { PaneHeader } from '../PaneHeader.tsx'
import { usePageTitle } from '../use-page-title.ts'
import { FolderFileList } from './FolderFileList.tsx'
import { FolderSettings } from './FolderSettings.tsx'
import { ShownRow } from './ShownRow.tsx'
import { refreshFolders } from './use-folders.ts'
import { useShown } from './use-shown.ts'

/** One folder: what its answers are told, who sees it, and what lies in it. */
export function FolderPage({ id, menu }: { id: string; menu: ReactNode }) {
  const { folder, failure, reload, put } = useFolder(id)
  const { t } = useLingui()
  usePageTitle(folder?.name ?? t`Folder`)
  return (
    <main className="flex h-full min-h-0 flex-col" id="main">
      <PaneHeader menu={menu} />
      <div className="min-h-0 flex-1 overflow-y-auto">
        <div className="mx-auto w-full max-w-3xl px-5 pb-10">
          {failure && (
            <FailureNotice code={failure.code} detail={failure.message}>
              <Button icon="retry" onClick={reload}>
                <Trans>Try again</Trans>
              </Button>
            </FailureNotice>
          )}
          {folder && <Content folder={folder} onChanged={put} />}
        </div>
      </div>
    </main>
  )
}

function Content({ folder, onChanged }: { folder: Folder; onChanged: (folder: Folder) => void }) {
  const { id, name, instructions, access, ownerName, members } = folder
  const [isEditing, setIsEditing] = useState(false)
  const { conversations } = useApp()
  const known = useStore(conversations.state).conversations.filter((one) => one.folderId === id)
  // What is moved here or away, at the side or in another tab, is listed anew.
  const lying = known
    .map((one) => one.id)
    .toSorted()
    .join(' ')
  return (
    <>
      <h1 className="flex items-center gap-3 font-display text-3xl text-balance">
        <span className="text-sea">
          <Icon name="folder" size={28} />
        </span>
        <bdi>{name}</bdi>
      </h1>
      <p className="mt-2 text-sm text-ink-muted">
        {ownerName !== undefined && (
          <Trans>
            This folder belongs to <bdi>{ownerName}</bdi>.
          </Trans>
        )}{' '}
        {access === 'owner' && members.length === 0 && <Trans>Only you see this folder.</Trans>}
        {access === 'owner' && members.length > 0 && (
          <Trans>
            These people can read what lies here:{' '}
            <bdi>{members.map((one) => one.name).join(', ')}</bdi>
          </Trans>
        )}
      </p>
      <div className="mt-4 flex flex-wrap gap-2">
        {access !== 'read' && (
          <Link
            className="inline-flex min-h-(--control) items-center gap-2 rounded-md bg-sea px-4 text-sm font-medium text-on-sea hover:bg-sea-hover"
            href={`/?folder=${id}`}
          >
            <Icon name="add" size={16} />
            <Trans>New chat in this folder</Trans>
          </Link>
        )}
        {access === 'owner' && (
          <Button icon="settings" onClick={() => setIsEditing(true)}>
            <Trans>Instructions and members</Trans>
          </Button>
        )}
      </div>
      {instructions.trim() !== '' && (
        <section className="mt-6 rounded-lg border border-line bg-sunken px-4 py-3 text-sm">
          <h2 className="font-medium">
            <Trans>What every answer here is told</Trans>
          </h2>
          <p className="mt-1 line-clamp-6 whitespace-pre-line text-ink-muted" dir="auto">
            {instructions}
          </p>
        </section>
      )}
      <FolderFileList folderId={id} isOwn={access === 'owner'} />
      <Lying id={id} key={lying} />
      {isEditing && (
        <FolderSettings folder={folder} onChanged={onChanged} onClose={() => setIsEditing(false)} />
      )}
    </>
  )
}

/** The conversations of a folder. */
function Lying({ id }: { id: string }) {
  const list = useShown({ folderId: id })
  return (
    <>
      <h2 className="mt-8 font-medium">
        <Trans>Conversations</Trans>
      </h2>
      {list.status === 'ready' && list.conversations.length === 0 && (
        <p className="mt-2 max-w-prose text-ink-muted">
          <Trans>
            There is nothing here yet. Begin a chat in this folder, or move a conversation here with
            its menu.
          </Trans>
        </p>
      )}
      <ul className="divide-y divide-line">
        {list.conversations.map((conversation) => (
          <ShownRow conversation={conversation} key={conversation.id} />
        ))}
      </ul>
      {list.hasMore && (
        <Button className="mt-4" onClick={() => void list.loadMore()}>
          <Trans>Show older ones</Trans>
        </Button>
      )}
    </>
  )
}

function useFolder(id: string) {
  const app = useApp()
  const [folder, setFolder] = useState<Folder | null>(null)
  const [failure, setFailure] = useState<ApiFailure | null>(null)
  const load = useCallback(async () => {
    try {
      setFolder(await folderCalls(app.client.http).getFolder(id))
      setFailure(null)
    } catch (error) {
      if (!(error instanceof ApiFailure)) throw error
      setFailure(error)
    }
  }, [app, id])
  useEffect(() => {
    // oxlint-disable-next-line react/set-state-in-effect -- only once the server has answered.
    void load()
  }, [load])
  const put = (changed: Folder) => {
    setFolder(changed)
    void refreshFolders(app)
  }
  return { folder, failure, put, reload: () => void load() }
}
