import { Trans, useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import type { GlossaryClient } from '#sdk/glossary.ts'
import type { Concept, GlossaryTerm, TermStatus } from '#wire/glossary.ts'
import { choicesOf, EU_LANGUAGES } from '../../../i18n/languages.ts'
import { Button } from '../../../ui/Button.tsx'
import { Dialog } from '../../../ui/Dialog.tsx'
import { IconButton } from '../../../ui/IconButton.tsx'
import { Select } from '../../../ui/Select.tsx'
import { TextField } from '../../../ui/TextField.tsx'
import { FailureNotice } from '../../FailureNotice.tsx'
import { useTask } from '../../use-task.ts'

interface EntryDialogProps {
  client: GlossaryClient
  glossaryId: string
  /** Null: a new one. */
  concept: Concept | null
  onClose: () => void
  onDone: () => void
}

type Row = Pick<GlossaryTerm, 'lang' | 'text' | 'status'> & Partial<GlossaryTerm> & { id: number }

const FIELDS = ['definition', 'subject', 'note'] as const

/** One thing, and what it is called. */
export function EntryDialog({ client, glossaryId, concept, onClose, onDone }: EntryDialogProps) {
  const { t, i18n } = useLingui()
  const { run, isRunning, failure } = useTask()
  const [rows, setRows] = useState<readonly Row[]>(
    () =>
      concept?.terms.map((term, id) => ({ ...term, id })) ?? [
        { id: 0, lang: i18n.locale, text: '', status: 'preferred' },
      ],
  )
  const [texts, setTexts] = useState({
    definition: concept?.definition ?? '',
    subject: concept?.subject ?? '',
    note: concept?.note ?? '',
  })
  const names = { definition: t`Definition`, subject: t`Subject`, note: t`Note` }

  async function save() {
    const terms = rows.filter(({ text }) => text.trim() !== '').map(({ id: _id, ...term }) => term)
    const body = { ...texts, terms }
    const isDone = await run(() =>
      concept
        ? client.changeConcept(glossaryId, concept.id, body)
        : client.addConcept(glossaryId, body),
    )
    if (isDone) onDone()
  }
  async function remove() {
    if (concept && (await run(() => client.removeConcept(glossaryId, concept.id)))) onDone()
  }

  return (
    <Dialog
      actions={
        <>
          {concept && (
            <Button icon="trash" onClick={() => void remove()}>
              <Trans>Delete</Trans>
            </Button>
          )}
          <Button
            disabled={rows.every(({ text }) => text.trim() === '')}
            isBusy={isRunning}
            look="primary"
            onClick={() => void save()}
          >
            <Trans>Save</Trans>
          </Button>
        </>
      }
      closeLabel={t`Close`}
      onClose={onClose}
      size="wide"
      title={concept ? (concept.terms[0]?.text ?? '') : t`New entry`}
    >
      <div className="grid gap-4">
        <TermRows onChange={setRows} rows={rows} />
        {FIELDS.map((field) => (
          <TextField
            key={field}
            label={names[field]}
            maxLength={field === 'subject' ? 100 : 2000}
            onChange={({ target }) => setTexts({ ...texts, [field]: target.value })}
            value={texts[field]}
          />
        ))}
        {failure && <FailureNotice code={failure.code} detail={failure.message} />}
      </div>
    </Dialog>
  )
}

function TermRows({ rows, onChange }: { rows: readonly Row[]; onChange: (rows: Row[]) => void }) {
  const { t, i18n } = useLingui()
  const change = (id: number, next: Partial<Row>) =>
    onChange(rows.map((row) => (row.id === id ? { ...row, ...next } : row)))
  const known = new Set([...EU_LANGUAGES, ...rows.map(({ lang }) => lang)])
  const languages = choicesOf([...known], i18n.locale).map(({ tag, name }) => ({
    value: tag,
    name,
    lang: tag,
  }))
  const statuses: { value: TermStatus; name: string }[] = [
    { value: 'preferred', name: t({ message: `Preferred`, comment: 'A term that is to be used' }) },
    { value: 'admitted', name: t({ message: `Admitted`, comment: 'A term that may be used' }) },
    { value: 'forbidden', name: t`Not to be used` },
  ]
  const nextId = Math.max(-1, ...rows.map(({ id }) => id)) + 1
  return (
    <div className="grid gap-3">
      {rows.map(({ id, lang, text, status }) => (
        <div className="flex flex-wrap items-end gap-2" key={id}>
          <Select
            label={t`Language`}
            onChange={({ target }) => change(id, { lang: target.value })}
            options={languages}
            value={lang}
          />
          <TextField
            className="min-w-40 flex-1"
            label={t`Term`}
            lang={lang}
            maxLength={200}
            onChange={({ target }) => change(id, { text: target.value })}
            value={text}
          />
          <Select
            label={t`Use`}
            onChange={({ target }) =>
              change(id, {
                status: statuses.find(({ value }) => value === target.value)?.value ?? status,
              })
            }
            options={statuses}
            value={status}
          />
          <IconButton
            icon="close"
            label={t`Remove`}
            onClick={() => onChange(rows.filter((row) => row.id !== id))}
          />
        </div>
      ))}
      <div>
        <Button
          icon="add"
          onClick={() =>
            onChange([...rows, { id: nextId, lang: i18n.locale, text: '', status: 'preferred' }])
          }
        >
          <Trans>Add a term</Trans>
        </Button>
      </div>
    </div>
  )
}
