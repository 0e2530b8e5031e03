import { Trans, useLingui } from '@lingui/react/macro'
import { lazy, Suspense, useEffect, useId, useRef, useState } from 'react'
import type { LibraryContent, LibraryItem, PromptContent } from '#wire/library.ts'
import { useStore } from '../../state/external-store.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { useApp } from '../app-context.ts'
import type { ComposerHandle } from '../composer-handle.ts'
import { composingOf } from '../composing/composing-of.ts'
import { variablesOf } from '../composing/fill-prompt.ts'
import { rankOf, fold } from '../composing/find-trigger.ts'
import { useBuiltIn } from '../composing/use-built-in.ts'
import { FileButtons } from './FileButtons.tsx'
import { ItemForm, type Writing } from './ItemForm.tsx'
import { ItemRow } from './ItemRow.tsx'
import { LibraryEmpty } from './LibraryEmpty.tsx'

const VariablesDialog = lazy(async () => ({
  default: (await import('../composing/VariablesDialog.tsx')).VariablesDialog,
}))
const VersionsDialog = lazy(async () => ({
  default: (await import('./VersionsDialog.tsx')).VersionsDialog,
}))

interface LibraryDialogProps {
  composer: ComposerHandle
  onClose: () => void
}

type Kind = LibraryContent['kind']

/** What is above the list at the moment. */
type Shown =
  | { what: 'list' }
  | { what: 'form'; writing: Writing }
  | { what: 'values'; title: string; content: PromptContent }
  | { what: 'versions'; item: LibraryItem }

/** Prompts and presets: found, used, written and handed on. */
export function LibraryDialog({ composer, onClose }: LibraryDialogProps) {
  const { t } = useLingui()
  const composing = composingOf(useApp())
  const [kind, setKind] = useState<Kind>('prompt')
  const [shown, setShown] = useState<Shown>({ what: 'list' })
  const toList = () => setShown({ what: 'list' })
  useEffect(() => void composing.loadLibrary(), [composing])

  function insert(text: string) {
    onClose()
    // The dialog gives the focus back first.
    requestAnimationFrame(() => composer.insert(text))
  }
  function usePrompt(title: string, content: PromptContent) {
    if (variablesOf(content).length > 0) setShown({ what: 'values', title, content })
    else insert(content.text)
  }
  function use(item: LibraryItem) {
    void composing.client.countUse(item.id).catch(() => undefined)
    if (item.content.kind === 'prompt') return usePrompt(item.title, item.content)
    composer.choosePreset(item.id, item.content.modelId)
    onClose()
  }

  if (shown.what === 'values') {
    return (
      <Suspense>
        <VariablesDialog onClose={toList} onFilled={insert} {...shown} />
      </Suspense>
    )
  }
  if (shown.what === 'versions') {
    return (
      <Suspense>
        <VersionsDialog item={shown.item} onClose={toList} />
      </Suspense>
    )
  }
  if (shown.what === 'form') return <ItemForm onDone={toList} {...shown.writing} />
  return (
    <Dialog closeLabel={t`Close`} onClose={onClose} size="wide" title={t`Prompts and presets`}>
      <KindSwitch kind={kind} onKind={setKind} />
      <ItemList
        key={kind}
        kind={kind}
        onUse={use}
        onUseBuiltIn={usePrompt}
        onVersions={(item) => setShown({ what: 'versions', item })}
        onWrite={(writing) => setShown({ what: 'form', writing })}
      />
    </Dialog>
  )
}

function KindSwitch({ kind, onKind }: { kind: Kind; onKind: (kind: Kind) => void }) {
  const { t } = useLingui()
  const names: [Kind, string][] = [
    ['prompt', t`Prompts`],
    ['preset', t`Presets`],
  ]
  return (
    <fieldset aria-label={t`What to show`} className="mb-4 flex flex-wrap gap-1">
      {names.map(([value, name]) => (
        <button
          aria-pressed={kind === value}
          className="min-h-(--control) rounded-md px-4 text-sm text-ink-muted hover:bg-hover aria-pressed:bg-sea-soft aria-pressed:text-sea-ink forced-colors:aria-pressed:outline"
          key={value}
          onClick={() => onKind(value)}
          type="button"
        >
          {name}
        </button>
      ))}
    </fieldset>
  )
}

interface ItemListProps {
  kind: Kind
  onUse: (item: LibraryItem) => void
  onUseBuiltIn: (title: string, content: PromptContent) => void
  onVersions: (item: LibraryItem) => void
  onWrite: (writing: Writing) => void
}

function ItemList({ kind, onUse, onUseBuiltIn, onVersions, onWrite }: ItemListProps) {
  const { t } = useLingui()
  const composing = composingOf(useApp())
  const { status, list } = useStore(composing.library)
  const builtIn = useBuiltIn()
  const [query, setQuery] = useState('')
  const field = useRef<HTMLInputElement>(null)
  const id = useId()
  const ofKind = list.items.filter(({ content }) => content.kind === kind)
  const found = ofKind
    .filter(
      (item) => rankOf(fold(query), [item.command, item.title, item.description]) !== undefined,
    )
    .toSorted((a, b) => Number(b.isFavourite) - Number(a.isFavourite) || b.uses - a.uses)
  return (
    <div className="grid gap-4">
      <div className="flex flex-wrap gap-2">
        <input
          aria-label={kind === 'prompt' ? t`Look for a prompt` : t`Look for a preset`}
          className="field min-w-40 flex-1"
          dir="auto"
          id={id}
          onChange={({ target }) => setQuery(target.value)}
          placeholder={t`Look for…`}
          ref={field}
          type="search"
          value={query}
        />
        <Button icon="add" look="primary" onClick={() => onWrite({ kind })}>
          {kind === 'prompt' ? <Trans>New prompt</Trans> : <Trans>New preset</Trans>}
        </Button>
      </div>
      {status === 'failed' && (
        <p className="text-danger" role="alert">
          <Trans>The library could not be loaded. Close this and try again.</Trans>
        </p>
      )}
      <ul className="grid gap-1.5">
        {found.map((item) => (
          <ItemRow
            item={item}
            key={item.id}
            onEdit={() => onWrite({ kind, item })}
            onUse={() => onUse(item)}
            onVersions={() => onVersions(item)}
          />
        ))}
      </ul>
      {status === 'ready' && found.length === 0 && ofKind.length > 0 && (
        <output className="text-sm">
          <Trans>Nothing is called that.</Trans>
        </output>
      )}
      {status === 'ready' && ofKind.length === 0 && (
        <LibraryEmpty builtIn={builtIn} kind={kind} onUse={onUseBuiltIn} />
      )}
      <FileButtons />
    </div>
  )
}
