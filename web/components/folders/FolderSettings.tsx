import { Trans, useLingui } from '@lingui/react/macro'
import { useId, useState } from 'react'
import { useLocation } from 'wouter'
import { folderCalls } from '#sdk/folders.ts'
import type { Folder, FolderMember } from '#wire/folders.ts'
import { useStore } from '../../state/external-store.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { TextField } from '../../ui/TextField.tsx'
import { useApp } from '../app-context.ts'
import { FailureNotice } from '../FailureNotice.tsx'
import { useRights } from '../use-rights.ts'
import { useTask } from '../use-task.ts'
import { FolderMembers } from './FolderMembers.tsx'
import { refreshFolders } from './use-folders.ts'

interface FolderSettingsProps {
  folder: Folder
  onChanged: (folder: Folder) => void
  onClose: () => void
}

/** The name of a folder, what its answers are told, who answers, and who else sees it. */
export function FolderSettings({ folder, onChanged, onClose }: FolderSettingsProps) {
  const { t } = useLingui()
  const app = useApp()
  const [, navigate] = useLocation()
  const rights = useRights()
  const [name, setName] = useState(folder.name)
  const [instructions, setInstructions] = useState(folder.instructions)
  const [modelId, setModelId] = useState(folder.modelId)
  const [members, setMembers] = useState<readonly FolderMember[]>(folder.members)
  const { run, isRunning, failure } = useTask()
  const calls = folderCalls(app.client.http)
  const mayShare = rights.has('conversation.share')

  async function save() {
    const wanted = { name: name.trim(), instructions, modelId }
    const shared = members.map((member) => ({
      kind: member.kind,
      id: member.id,
      access: member.access,
    }))
    const body = mayShare ? { ...wanted, members: shared } : wanted
    const isDone = await run(async () => onChanged(await calls.updateFolder(folder.id, body)))
    if (isDone) onClose()
  }

  async function remove() {
    const isDone = await run(async () => {
      await calls.removeFolder(folder.id)
      await refreshFolders(app)
    })
    if (isDone) navigate('/conversations')
  }

  return (
    <Dialog
      actions={
        <Actions
          isBlocked={name.trim() === ''}
          isBusy={isRunning}
          onCancel={onClose}
          onRemove={() => void remove()}
          onSave={() => void save()}
        />
      }
      closeLabel={t`Close`}
      onClose={onClose}
      size="wide"
      title={t`Folder`}
    >
      <div className="grid gap-5 text-ink">
        <TextField
          label={t`Name of the folder`}
          maxLength={100}
          onChange={({ target }) => setName(target.value)}
          value={name}
        />
        <Instructions onChange={setInstructions} value={instructions} />
        <ModelField modelId={modelId} onChange={setModelId} />
        {mayShare && <FolderMembers members={members} onChange={setMembers} />}
        <p className="text-sm text-ink-muted">
          <Trans>
            If you remove the folder, its conversations stay; they are then in no folder, and their
            owners alone see them.
          </Trans>
        </p>
        {failure && <FailureNotice code={failure.code} detail={failure.message} />}
      </div>
    </Dialog>
  )
}

function Instructions({ value, onChange }: { value: string; onChange: (text: string) => void }) {
  const id = useId()
  return (
    <div className="grid gap-1.5 text-sm">
      <label className="font-medium" htmlFor={`${id}-instructions`}>
        <Trans>What every answer here is told</Trans>
      </label>
      <textarea
        aria-describedby={`${id}-hint`}
        className="field min-h-32"
        dir="auto"
        id={`${id}-instructions`}
        maxLength={20_000}
        onChange={({ target }) => onChange(target.value)}
        value={value}
      />
      <p className="text-ink-muted" id={`${id}-hint`}>
        <Trans>
          For example: “We write for citizens. Short sentences, no abbreviations, the Council’s
          spelling of names.”
        </Trans>
      </p>
    </div>
  )
}

interface ModelFieldProps {
  modelId: string | null
  onChange: (modelId: string | null) => void
}

function ModelField({ modelId, onChange }: ModelFieldProps) {
  const { t } = useLingui()
  const app = useApp()
  const { models } = useStore(app.models.state)
  return (
    <label className="grid gap-1.5 text-sm">
      <span className="font-medium">
        <Trans>Model for new chats in this folder</Trans>
      </span>
      <select
        className="field"
        onChange={({ target }) => onChange(target.value === '' ? null : target.value)}
        value={modelId ?? ''}
      >
        <option value="">{t`As everywhere else`}</option>
        {models.map((model) => (
          <option key={model.id} value={model.id}>
            {model.name}
          </option>
        ))}
      </select>
    </label>
  )
}

interface ActionsProps {
  isBlocked: boolean
  isBusy: boolean
  onCancel: () => void
  onRemove: () => void
  onSave: () => void
}

function Actions({ isBlocked, isBusy, onCancel, onRemove, onSave }: ActionsProps) {
  return (
    <>
      <Button className="me-auto" icon="trash" onClick={onRemove}>
        <Trans>Remove the folder</Trans>
      </Button>
      <Button onClick={onCancel}>
        <Trans>Cancel</Trans>
      </Button>
      <Button disabled={isBlocked} isBusy={isBusy} look="primary" onClick={onSave}>
        <Trans>Save</Trans>
      </Button>
    </>
  )
}
