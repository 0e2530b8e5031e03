import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { Link, useRoute } from 'wouter'
import { Icon } from '../../ui/Icon.tsx'
import { useDrop } from './use-drop.tsx'
import { useFolders } from './use-folders.ts'

/** More than these are shown when they are asked for: conversations stand below them. */
const SHOWN = 8

/** The ways to one's folders, above the conversations, which can be dropped on them; nothing where there are none. */
export function FolderLinks({ onNavigate }: { onNavigate: (() => void) | undefined }) {
  const { t } = useLingui()
  const folders = useFolders() ?? []
  const [, params] = useRoute('/f/:id')
  const { onto, over, panel } = useDrop()
  const [isWhole, setIsWhole] = useState(false)
  if (folders.length === 0) return null
  const isOpen = (id: string) => id === params?.id
  // The one that is open is never hidden.
  const shown = folders.filter(({ id }, at) => isWhole || at < SHOWN || isOpen(id))
  return (
    <>
      <ul aria-label={t`Folders`} className="mx-3 mb-1 border-b border-line pb-2">
        {shown.map((folder) => (
          <li key={folder.id} {...onto(folder)}>
            <Link
              aria-current={isOpen(folder.id) ? 'page' : undefined}
              className={`flex min-h-(--control) items-center gap-2.5 rounded-md px-3 text-sm text-ink-muted hover:bg-hover hover:text-ink aria-[current]:bg-hover aria-[current]:font-medium aria-[current]:text-ink forced-colors:aria-[current]:outline ${over === folder.id ? 'bg-sea-soft outline-2 outline-sea' : ''}`}
              href={`/f/${folder.id}`}
              onClick={onNavigate}
            >
              <Icon name={folder.access === 'owner' ? 'folder' : 'group'} />
              <bdi className="truncate">{folder.name}</bdi>
            </Link>
          </li>
        ))}
        {folders.length > SHOWN && (
          <li>
            <button
              aria-expanded={isWhole}
              className="flex min-h-(--control) w-full items-center gap-2.5 rounded-md px-3 text-start text-sm text-ink-faint hover:bg-hover hover:text-ink"
              onClick={() => setIsWhole(!isWhole)}
              type="button"
            >
              <Icon name={isWhole ? 'chevron-up' : 'chevron-down'} />
              {isWhole ? t`Show fewer folders` : t`Show all folders`}
            </button>
          </li>
        )}
      </ul>
      {panel}
    </>
  )
}
