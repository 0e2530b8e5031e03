import { Trans, useLingui } from '@lingui/react/macro'
import { useId, useState } from 'react'
import { useLocation } from 'wouter'
import type { GlossaryClient } from '#sdk/glossary.ts'
import type { Glossary } from '#wire/glossary.ts'
import { Button } from '../../../ui/Button.tsx'
import { ConfirmDialog } from '../../ConfirmDialog.tsx'
import { FailureNotice } from '../../FailureNotice.tsx'
import { LinkButton } from '../../shell/LinkButton.tsx'
import { useTask } from '../../use-task.ts'
import { EntryList } from './EntryList.tsx'
import { LanguageTags } from './LanguageTags.tsx'
import { TakeFile } from './TakeFile.tsx'

interface GlossaryPanelProps {
  client: GlossaryClient
  glossary: Glossary
  onChange: () => void
}

/** One glossary: where it is used, its files, and its entries. */
export function GlossaryPanel({ client, glossary, onChange }: GlossaryPanelProps) {
  const { t } = useLingui()
  const [, navigate] = useLocation()
  const { run, isRunning, failure } = useTask()
  const [isTaking, setIsTaking] = useState(false)
  const [isDeleting, setIsDeleting] = useState(false)
  const { id, name, isInConversations, undoableAt, languages, version } = glossary
  const change = (work: () => Promise<unknown>) => void run(async () => work().then(onChange))
  return (
    <div className="grid gap-6">
      <div className="flex flex-wrap gap-2">
        <Button icon="attach" look="primary" onClick={() => setIsTaking(true)}>
          <Trans>Take in a file…</Trans>
        </Button>
        {undoableAt !== null && (
          <Button
            icon="back"
            isBusy={isRunning}
            onClick={() => change(() => client.undoImport(id))}
          >
            <Trans>Undo the last file</Trans>
          </Button>
        )}
        <LinkButton href={client.file(id, 'csv')} icon="download" isFile>
          <span translate="no">CSV</span>
        </LinkButton>
        <LinkButton href={client.file(id, 'tbx')} icon="download" isFile>
          <span translate="no">TBX</span>
        </LinkButton>
        <Button icon="trash" onClick={() => setIsDeleting(true)}>
          <Trans>Delete</Trans>
        </Button>
      </div>
      <LanguageTags tags={languages} />
      <InConversations
        isOn={isInConversations}
        onChange={(isOn) => change(() => client.change(id, { isInConversations: isOn }))}
      />
      {failure && <FailureNotice code={failure.code} detail={failure.message} />}
      <EntryList client={client} glossaryId={id} key={version} onChange={onChange} />
      {isTaking && (
        <TakeFile
          client={client}
          glossaryId={id}
          onClose={() => setIsTaking(false)}
          onDone={() => {
            setIsTaking(false)
            onChange()
          }}
        />
      )}
      {isDeleting && (
        <ConfirmDialog
          action={t`Delete`}
          onClose={() => setIsDeleting(false)}
          onDone={() => {
            navigate('/admin/glossaries')
            onChange()
          }}
          title={t`Delete the glossary “${name}” with all its entries?`}
          work={() => client.remove(id)}
        >
          <Trans>Translations that were made with it stay as they are.</Trans>
        </ConfirmDialog>
      )}
    </div>
  )
}

function InConversations({ isOn, onChange }: { isOn: boolean; onChange: (isOn: boolean) => void }) {
  const id = useId()
  return (
    <div className="flex min-h-6 items-start gap-2 text-sm">
      <input
        checked={isOn}
        className="mt-1"
        id={id}
        onChange={({ target }) => onChange(target.checked)}
        type="checkbox"
      />
      <label htmlFor={id}>
        <Trans>
          Use it in every conversation as well: models are told the terms that a question speaks of,
          and answers are checked for terms that are not to be used.
        </Trans>
      </label>
    </div>
  )
}
