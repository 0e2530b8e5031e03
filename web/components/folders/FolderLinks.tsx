import { useLingui } from '@lingui/react/macro'
import { Link, useRoute } from 'wouter'
import { Icon } from '../../ui/Icon.tsx'
import { useDrop } from './use-drop.tsx'
import { useFolders } from './use-folders.ts'

/** More than these are found on the page of all conversations. */
const SHOWN = 8

/** The ways to one's folders, above the conversations, which can be dropped on them; nothing where there are none. */
export function FolderLinks({ onNavigate }: { onNavigate: (() => void) | undefined }) {
  const { t } = useLingui()
  const folders = useFolders() ?? []
  const [, params] = useRoute('/f/:id')
  const { onto, over, panel } = useDrop()
  if (folders.length === 0) return null
  return (
    <>
      <ul aria-label={t`Folders`} className="mx-3 mb-1 border-b border-line pb-2">
        {folders.slice(0, SHOWN).map((folder) => (
          <li key={folder.id} {...onto(folder)}>
            <Link
              aria-current={folder.id === params?.id ? 'page' : undefined}
              className={`flex min-h-(--control) items-center gap-2.5 rounded-md px-3 text-sm text-ink-muted hover:bg-hover hover:text-ink aria-[current]:bg-hover aria-[current]:font-medium aria-[current]:text-ink forced-colors:aria-[current]:outline ${over === folder.id ? 'bg-sea-soft outline-2 outline-sea' : ''}`}
              href={`/f/${folder.id}`}
              onClick={onNavigate}
            >
              <Icon name={folder.access === 'owner' ? 'folder' : 'group'} />
              <bdi className="truncate">{folder.name}</bdi>
            </Link>
          </li>
        ))}
      </ul>
      {panel}
    </>
  )
}
