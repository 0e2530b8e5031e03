import { Trans, useLingui } from '@lingui/react/macro'
import { useCallback, useMemo, useState } from 'react'
import { Link, useRoute } from 'wouter'
import { createGlossaryClient } from '#sdk/glossary.ts'
import type { Glossary } from '#wire/glossary.ts'
import { GlossaryPanel } from '../../components/admin/glossary/GlossaryPanel.tsx'
import { LanguageTags } from '../../components/admin/glossary/LanguageTags.tsx'
import { NewGlossary } from '../../components/admin/glossary/NewGlossary.tsx'
import { useApp } from '../../components/app-context.ts'
import { LinkButton } from '../../components/shell/LinkButton.tsx'
import { PageTitle } from '../../components/shell/PageTitle.tsx'
import { RemoteStatus } from '../../components/shell/RemoteStatus.tsx'
import { useRemote } from '../../components/shell/use-remote.ts'
import { Button } from '../../ui/Button.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'

/** How a glossary looks as a table, to begin with. */
const EXAMPLE = `id,subject,de,de:forbidden,fr,fr:admitted,definition
w1,Social affairs,Wohngeld,Mietzuschuss,aide au logement,allocation logement,A subsidy towards the rent
w2,Administration,Bescheid,,décision | notification,,A written decision of an authority
`

/** The words of the organisation: lists of them, and what is in each. */
export function GlossariesPage() {
  const { t } = useLingui()
  const { client: app } = useApp()
  const client = useMemo(() => createGlossaryClient(app.http), [app])
  const remote = useRemote(useCallback((signal: AbortSignal) => client.list(signal), [client]))
  const [, params] = useRoute('/admin/glossaries/:id')
  const [isNew, setIsNew] = useState(false)
  const { value, reload } = remote
  const open = value?.find(({ id }) => id === params?.id)
  const begin = (
    <Button icon="add" look="primary" onClick={() => setIsNew(true)}>
      <Trans>New glossary</Trans>
    </Button>
  )
  return (
    <>
      <PageTitle
        actions={open ? <BackLink /> : (value?.length ?? 0) > 0 && begin}
        title={open ? open.name : t`Glossaries`}
      >
        {open ? (
          open.description
        ) : (
          <Trans>
            What things are called here, in each language. Translations are told the terms that a
            text speaks of, and checked for them.
          </Trans>
        )}
      </PageTitle>
      <RemoteStatus of={remote} />
      {open && <GlossaryPanel client={client} glossary={open} key={open.id} onChange={reload} />}
      {!open && value?.length === 0 && <Empty action={begin} />}
      {!open && value && value.length > 0 && <List glossaries={value} />}
      {isNew && (
        <NewGlossary
          client={client}
          onClose={() => setIsNew(false)}
          onDone={() => {
            setIsNew(false)
            reload()
          }}
        />
      )}
    </>
  )
}

function BackLink() {
  return (
    <LinkButton href="/admin/glossaries" icon="back">
      <Trans>All glossaries</Trans>
    </LinkButton>
  )
}

function Empty({ action }: { action: React.ReactNode }) {
  const { t } = useLingui()
  return (
    <EmptyState action={action} icon="book" title={t`No glossary yet`}>
      <p>
        <Trans>
          Begin one, then take in a table (CSV) with a column for each language, or a TBX file of
          another program. Terms that are not to be used stand in a column of their own.
        </Trans>
      </p>
      <pre
        className="mt-4 overflow-x-auto rounded-md border border-line bg-sunken p-3 text-start font-mono text-xs"
        dir="ltr"
        // A keyboard scrolls what has the focus.
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
      >
        {EXAMPLE}
      </pre>
    </EmptyState>
  )
}

function List({ glossaries }: { glossaries: readonly Glossary[] }) {
  const { t, i18n } = useLingui()
  const number = new Intl.NumberFormat(i18n.locale)
  return (
    <ul className="grid gap-3">
      {glossaries.map(({ id, name, description, conceptCount, languages, isInConversations }) => {
        const count = number.format(conceptCount)
        return (
          <li className="grid gap-1 rounded-lg border border-line bg-surface p-4 text-sm" key={id}>
            <Link
              className="min-h-6 w-fit font-medium underline decoration-line-strong underline-offset-4 hover:decoration-current"
              href={`/admin/glossaries/${id}`}
            >
              <bdi>{name}</bdi>
            </Link>
            {description !== '' && <p className="text-ink-muted">{description}</p>}
            <p className="text-ink-muted">
              {t`Entries: ${count}`}
              {isInConversations && ` · ${t`Also used in every conversation`}`}
            </p>
            <LanguageTags tags={languages} />
          </li>
        )
      })}
    </ul>
  )
}
