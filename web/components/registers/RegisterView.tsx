import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { useCallback } from 'react'
import { Link } from 'wouter'
import type { RegisterName } from '#wire/registers.ts'
import { Disclosure } from '../../ui/Disclosure.tsx'
import { PageTitle } from '../shell/PageTitle.tsx'
import { RemoteStatus } from '../shell/RemoteStatus.tsx'
import { useRemote } from '../shell/use-remote.ts'
import { DocumentFiles } from './DocumentFiles.tsx'
import { DocumentView } from './DocumentView.tsx'
import { FormView } from './FormView.tsx'
import { REGISTER_NAMES } from './register-names.ts'
import { useDocumentLang, useRegisters } from './use-registers.ts'

/** One register as it is now, and the forms for what it lacks. */
export function RegisterView({ name }: { name: RegisterName }) {
  const { i18n } = useLingui()
  const client = useRegisters()
  const lang = useDocumentLang()
  const load = useCallback(
    (signal: AbortSignal) => client.read({ register: name }, lang, signal),
    [client, name, lang],
  )
  const remote = useRemote(load)
  const { value, reload } = remote
  const { name: title, about } = REGISTER_NAMES[name]
  return (
    <>
      <BackLink />
      <PageTitle
        title={value?.document.title ?? i18n._(title)}
        actions={<DocumentFiles place={{ register: name }} />}
      >
        {i18n._(about)}
      </PageTitle>
      <RemoteStatus of={remote} />
      {value && (
        <>
          {value.missing > 0 && <Missing count={value.missing} />}
          {value.forms.length > 0 && (
            <section aria-labelledby="forms" className="mb-8 grid gap-3">
              <h2 className="font-display text-xl" id="forms">
                <Trans>What only you know</Trans>
              </h2>
              {value.forms.map(({ form, subject, title: of }) => (
                <Disclosure icon="edit" key={`${form} ${subject}`} title={of}>
                  <FormView form={form} onSaved={reload} subject={subject} />
                </Disclosure>
              ))}
            </section>
          )}
          <DocumentView document={value.document} />
        </>
      )}
    </>
  )
}

function BackLink() {
  return (
    <p className="mb-2 text-sm">
      <Link
        className="text-ink-muted underline decoration-line-strong underline-offset-4 hover:decoration-current"
        href="/admin/registers"
      >
        <Trans>All registers</Trans>
      </Link>
    </p>
  )
}

function Missing({ count }: { count: number }) {
  return (
    <p className="mb-4 text-sm text-warning">
      <Plural
        value={count}
        one="# entry is missing: nobody but you knows it."
        other="# entries are missing: nobody but you knows them."
      />
    </p>
  )
}
