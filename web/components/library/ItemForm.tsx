import { Trans, useLingui } from '@lingui/react/macro'
import { useId, useState, type FormEvent } from 'react'
import type { CreateLibraryItem, LibraryContent, LibraryItem } from '#wire/library.ts'
import { useStore } from '../../state/external-store.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { Select } from '../../ui/Select.tsx'
import { TextField } from '../../ui/TextField.tsx'
import { useApp } from '../app-context.ts'
import { composingOf } from '../composing/composing-of.ts'
import { FailureNotice } from '../FailureNotice.tsx'
import { useTask } from '../use-task.ts'
import { PresetFields } from './PresetFields.tsx'
import { PromptFields } from './PromptFields.tsx'

/** What is being written: a new one, or another version of one. */
export interface Writing {
  kind: LibraryContent['kind']
  item?: LibraryItem
}

const WORD = /^[\p{L}\p{M}\p{N}_-]{1,40}$/u

export function ItemForm({ kind, item, onDone }: Writing & { onDone: () => void }) {
  const { t } = useLingui()
  const { language } = useApp()
  const composing = composingOf(useApp())
  const [wish, setWish] = useState(() => item ?? emptyOf(kind, language.language.get()))
  const [isChecked, setIsChecked] = useState(false)
  const { run, isRunning, failure } = useTask()
  const formId = useId()
  const put = (change: Partial<CreateLibraryItem>) => setWish({ ...wish, ...change })
  const { content } = wish
  const wrong = {
    title: wish.title.trim() === '' ? t`Give it a name.` : undefined,
    command: WORD.test(wish.command)
      ? undefined
      : t`Write one word of letters, digits and hyphens.`,
    text:
      content.kind === 'prompt' && content.text.trim() === '' ? t`Write the prompt.` : undefined,
  }

  async function save(event: FormEvent) {
    event.preventDefault()
    setIsChecked(true)
    if (Object.values(wrong).some((each) => each !== undefined)) {
      focusFirstWrong(formId)
      return
    }
    const isSaved = await run(async () => {
      const { command, title, description, lang, scope, groupId } = wish
      const written = { command, title, description, lang, content }
      await (item
        ? composing.client.updateItem(item.id, { ...written, version: item.version })
        : composing.client.createItem({ ...written, scope, groupId }))
      await composing.loadLibrary()
    })
    if (isSaved) onDone()
  }

  const titles = {
    prompt: item ? t`Change the prompt` : t`New prompt`,
    preset: item ? t`Change the preset` : t`New preset`,
  }
  return (
    <Dialog
      actions={
        <>
          <Button onClick={onDone}>
            <Trans>Cancel</Trans>
          </Button>
          <Button form={formId} isBusy={isRunning} look="primary" type="submit">
            <Trans>Save</Trans>
          </Button>
        </>
      }
      closeLabel={t`Close`}
      onClose={onDone}
      size="wide"
      title={titles[kind]}
    >
      <form className="grid gap-4" id={formId} noValidate onSubmit={(event) => void save(event)}>
        {failure && <FailureNotice code={failure.code} detail={failure.message} />}
        <ItemFields onWish={put} shown={isChecked ? wrong : {}} wish={wish} />
        {!item && <ScopeField onScope={put} wish={wish} />}
      </form>
    </Dialog>
  )
}

/** Once what is wrong is drawn: in a long form it may be far above the button. */
function focusFirstWrong(formId: string): void {
  setTimeout(() => {
    const form = document.getElementById(formId)
    form?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus()
  })
}

interface ItemFieldsProps {
  wish: Pick<CreateLibraryItem, 'title' | 'command' | 'description' | 'content'>
  /** What is wrong, once somebody has tried to save. */
  shown: { title?: string | undefined; command?: string | undefined; text?: string | undefined }
  onWish: (change: Partial<CreateLibraryItem>) => void
}

function ItemFields({ wish, shown, onWish }: ItemFieldsProps) {
  const { t } = useLingui()
  const { content } = wish
  return (
    <>
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField
          label={t`Name`}
          maxLength={120}
          onChange={({ target }) => onWish({ title: target.value })}
          value={wish.title}
          {...(shown.title !== undefined && { error: shown.title })}
        />
        <TextField
          hint={
            content.kind === 'prompt'
              ? t`What one types after a slash.`
              : t`What one types after an @ sign.`
          }
          label={t`Short name`}
          maxLength={40}
          onChange={({ target }) => onWish({ command: target.value })}
          value={wish.command}
          {...(shown.command !== undefined && { error: shown.command })}
        />
      </div>
      <TextField
        label={t`What it is for`}
        maxLength={500}
        onChange={({ target }) => onWish({ description: target.value })}
        value={wish.description}
      />
      {content.kind === 'prompt' ? (
        <PromptFields
          content={content}
          error={shown.text}
          onContent={(next) => onWish({ content: next })}
        />
      ) : (
        <PresetFields content={content} onContent={(next) => onWish({ content: next })} />
      )}
    </>
  )
}

interface ScopeFieldProps {
  wish: Pick<CreateLibraryItem, 'scope' | 'groupId'>
  onScope: (change: Pick<CreateLibraryItem, 'scope' | 'groupId'>) => void
}

/** Only where there is a choice. */
function ScopeField({ wish, onScope }: ScopeFieldProps) {
  const { t } = useLingui()
  const { mayPublish } = useStore(composingOf(useApp()).library).list
  if (!mayPublish.organisation && mayPublish.groups.length === 0) return null
  const options = [
    { value: 'own', name: t`Only I` },
    ...mayPublish.groups.map(({ id, name }) => ({ value: id, name: t`The group ${name}` })),
    ...(mayPublish.organisation ? [{ value: 'organisation', name: t`Everybody` }] : []),
  ]
  return (
    <Select
      label={t`Who sees it`}
      onChange={({ target: { value } }) =>
        onScope(
          value === 'own' || value === 'organisation'
            ? { scope: value, groupId: null }
            : { scope: 'group', groupId: value },
        )
      }
      options={options}
      value={wish.groupId ?? wish.scope}
    />
  )
}

function emptyOf(kind: LibraryContent['kind'], lang: string): CreateLibraryItem {
  const settings = { temperature: null, topP: null, maxTokens: null }
  return {
    scope: 'own',
    groupId: null,
    command: '',
    title: '',
    description: '',
    lang,
    content:
      kind === 'prompt'
        ? { kind, text: '', variables: [] }
        : { kind, modelId: null, instructions: '', ...settings },
  }
}
