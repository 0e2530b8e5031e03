import { useLingui } from '@lingui/react/macro'
import { lazy, useState, type DragEvent } from 'react'
import { ApiFailure } from '#sdk/api-failure.ts'
import type { Folder } from '#wire/folders.ts'
import { useApp } from '../app-context.ts'
import { Extra } from '../Extra.tsx'
import { useToast } from '../shell/Toasts.tsx'
import { changeConversations } from './change-conversations.ts'
import { refreshFolders } from './use-folders.ts'

const MoveDialog = lazy(async () => ({ default: (await import('./MoveDialog.tsx')).MoveDialog }))

/** What the browser itself says of a link that is dragged: so the list of conversations need not know of this. */
const LINK = 'text/uri-list'

/**
 * Lets a conversation be dropped on a folder: by keyboard its menu does the same. Where others would see it there, that is asked
 * first. `panel`: the question, if there is one; `over`: the folder that the pointer is above.
 */
export function useDrop() {
  const { t } = useLingui()
  const app = useApp()
  const say = useToast()
  const [over, setOver] = useState<string | null>(null)
  const [asked, setAsked] = useState<{ id: string; folderId: string } | null>(null)

  async function move(id: string, folderId: string | null) {
    await changeConversations(app, { change: 'move', ids: [id], folderId })
    await refreshFolders(app)
  }

  async function drop(id: string, { id: folderId, name, members, access }: Folder) {
    const known = app.conversations.state.get().conversations.find((each) => each.id === id)
    if (known?.folderId === folderId) return
    if (members.length > 0 || access !== 'owner') return setAsked({ id, folderId })
    try {
      await move(id, folderId)
      say(t`Moved to the folder “${name}”.`, {
        name: t`Undo`,
        onAction: () => void move(id, known?.folderId ?? null),
      })
    } catch (error) {
      if (!(error instanceof ApiFailure)) throw error
      say(t`It could not be changed. Try again.`)
    }
  }

  const onto = (folder: Folder) => ({
    onDragOver(event: DragEvent) {
      if (folder.access === 'read' || !event.dataTransfer.types.includes(LINK)) return
      event.preventDefault()
      setOver(folder.id)
    },
    onDragLeave: () => setOver(null),
    onDrop(event: DragEvent) {
      setOver(null)
      const id = conversationIn(event.dataTransfer.getData(LINK))
      if (id === undefined || folder.access === 'read') return
      event.preventDefault()
      void drop(id, folder)
    },
  })
  const panel = asked && (
    <Extra>
      <MoveDialog folderId={asked.folderId} ids={[asked.id]} onClose={() => setAsked(null)} />
    </Extra>
  )
  return { onto, over, panel }
}

/** Of a link to a conversation here. */
function conversationIn(link: string): string | undefined {
  if (!URL.canParse(link)) return undefined
  const { origin, pathname } = new URL(link)
  if (origin !== window.location.origin) return undefined
  return /^\/c\/([\w-]+)$/.exec(pathname)?.[1]
}
