import { Trans, useLingui } from '@lingui/react/macro'
import { useCallback, useState } from 'react'
import type { GlossaryClient } from '#sdk/glossary.ts'
import type { Concept, GlossaryTerm } from '#wire/glossary.ts'
import { ownNameOf } from '../../../i18n/languages.ts'
import { Button } from '../../../ui/Button.tsx'
import { TextField } from '../../../ui/TextField.tsx'
import { RemoteStatus } from '../../shell/RemoteStatus.tsx'
import { useRemote } from '../../shell/use-remote.ts'
import { EntryDialog } from './EntryDialog.tsx'

interface EntryListProps {
  client: GlossaryClient
  glossaryId: string
  onChange: () => void
}

/** What a glossary has, found as one types. */
export function EntryList({ client, glossaryId, onChange }: EntryListProps) {
  const { t } = useLingui()
  const [q, setQ] = useState('')
  const [cursors, setCursors] = useState<readonly string[]>([])
  const [open, setOpen] = useState<Concept | 'new' | null>(null)
  const cursor = cursors.at(-1) ?? null
  const remote = useRemote(
    useCallback(
      (signal: AbortSignal) => client.concepts(glossaryId, { q, cursor }, signal),
      [client, glossaryId, q, cursor],
    ),
  )
  const { value, reload } = remote
  const next = value?.nextCursor ?? null
  return (
    <section className="grid gap-3">
      <div className="flex flex-wrap items-end justify-between gap-3">
        <TextField
          className="min-w-60 flex-1"
          label={t`Find a term`}
          onChange={({ target }) => {
            setQ(target.value)
            setCursors([])
          }}
          type="search"
          value={q}
        />
        <Button icon="add" onClick={() => setOpen('new')}>
          <Trans>New entry</Trans>
        </Button>
      </div>
      <RemoteStatus of={remote} />
      {q !== '' && value?.concepts.length === 0 && (
        <p className="text-sm text-ink-muted">
          <Trans>Nothing found</Trans>
        </p>
      )}
      <ul className="grid gap-2">
        {value?.concepts.map((concept) => (
          <Entry concept={concept} key={concept.id} onOpen={() => setOpen(concept)} />
        ))}
      </ul>
      <div className="flex gap-2">
        {cursors.length > 0 && (
          <Button onClick={() => setCursors(cursors.slice(0, -1))}>
            <Trans>Back</Trans>
          </Button>
        )}
        {next !== null && (
          <Button onClick={() => setCursors([...cursors, next])}>
            <Trans>Show more</Trans>
          </Button>
        )}
      </div>
      {open !== null && (
        <EntryDialog
          client={client}
          concept={open === 'new' ? null : open}
          glossaryId={glossaryId}
          onClose={() => setOpen(null)}
          onDone={() => {
            setOpen(null)
            reload()
            onChange()
          }}
        />
      )}
    </section>
  )
}

function Entry({ concept, onOpen }: { concept: Concept; onOpen: () => void }) {
  const { t } = useLingui()
  const { subject, definition, terms } = concept
  const languages = Map.groupBy(terms, ({ lang }) => lang)
  const name = terms[0]?.text ?? ''
  return (
    <li className="flex items-start justify-between gap-3 rounded-md border border-line bg-surface p-3 text-sm">
      <div className="grid min-w-0 gap-1">
        <dl className="grid gap-1">
          {[...languages].map(([lang, own]) => (
            <div className="flex flex-wrap gap-x-3" key={lang}>
              <dt className="w-28 shrink-0 text-ink-muted">
                <span lang={lang}>{ownNameOf(lang)}</span>
              </dt>
              <dd className="min-w-0">
                {own.map((term, at) => (
                  <span key={term.text}>
                    {at > 0 && ', '}
                    <Term term={term} />
                  </span>
                ))}
              </dd>
            </div>
          ))}
        </dl>
        {(subject !== '' || definition !== '') && (
          <p className="text-ink-muted">{[subject, definition].filter(Boolean).join(' · ')}</p>
        )}
      </div>
      <Button aria-label={t`Change “${name}”`} look="bare" onClick={onOpen}>
        <Trans>Edit</Trans>
      </Button>
    </li>
  )
}

function Term({ term: { lang, text, status } }: { term: GlossaryTerm }) {
  if (status !== 'forbidden') return <bdi lang={lang}>{text}</bdi>
  return (
    <>
      <s className="text-danger">
        <bdi lang={lang}>{text}</bdi>
      </s>{' '}
      <span className="sr-only">
        <Trans>Not to be used</Trans>
      </span>
    </>
  )
}
