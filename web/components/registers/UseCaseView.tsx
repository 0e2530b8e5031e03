import { Trans, useLingui } from '@lingui/react/macro'
import { useCallback, useState } from 'react'
import { Link, useSearchParams } from 'wouter'
import { UseCaseDocument, type FormName, type UseCase } from '#wire/registers.ts'
import { Badge } from '../../ui/Badge.tsx'
import { Disclosure } from '../../ui/Disclosure.tsx'
import { Select } from '../../ui/Select.tsx'
import { PageTitle } from '../shell/PageTitle.tsx'
import { RemoteStatus } from '../shell/RemoteStatus.tsx'
import { useRemote } from '../shell/use-remote.ts'
import { DocumentFiles } from './DocumentFiles.tsx'
import { DocumentView } from './DocumentView.tsx'
import { FormView } from './FormView.tsx'
import { DOCUMENT_NAMES, RISK_LOOKS, RISK_NAMES, STATUS_NAMES } from './register-names.ts'
import { UseCaseBindings } from './UseCaseBindings.tsx'
import { UseCaseDecision } from './UseCaseDecision.tsx'
import { useDocumentLang, useRegisters } from './use-registers.ts'

/** One use case: what it is, how risky, who answers for it, and what is written from that. */
export function UseCaseView({ id }: { id: string }) {
  const client = useRegisters()
  const load = useCallback((signal: AbortSignal) => client.getUseCase(id, signal), [client, id])
  const remote = useRemote(load)
  const { value, reload } = remote
  const [version, setVersion] = useState(0)
  function change() {
    setVersion(version + 1)
    reload()
  }
  return (
    <>
      <p className="mb-2 text-sm">
        <Link
          className="text-ink-muted underline decoration-line-strong underline-offset-4 hover:decoration-current"
          href="/admin/use-cases"
        >
          <Trans>All use cases</Trans>
        </Link>
      </p>
      <RemoteStatus of={remote} />
      {value && <Loaded onChange={change} useCase={value} version={version} />}
    </>
  )
}

interface LoadedProps {
  useCase: UseCase
  /** Goes up with each change: what is written from it is written anew. */
  version: number
  onChange: () => void
}

function Loaded({ useCase, version, onChange }: LoadedProps) {
  const { t, i18n } = useLingui()
  const { id, name, purpose, risk, status, whyNot } = useCase
  const forms: { form: FormName; title: string }[] = [
    { form: 'use-case', title: t`Describe it` },
    { form: 'risk', title: t`Answer the risk questions` },
    { form: 'dpia', title: t`Assess the impact on data protection` },
    { form: 'algorithm', title: t`For public algorithm registers` },
  ]
  return (
    <>
      <PageTitle title={name}>
        <span className="flex flex-wrap items-center gap-2">
          <code className="text-sm" translate="no">
            {purpose}
          </code>
          <Badge look={RISK_LOOKS[risk.level]}>{i18n._(RISK_NAMES[risk.level])}</Badge>
          <Badge>{i18n._(STATUS_NAMES[status])}</Badge>
        </span>
      </PageTitle>
      {whyNot !== null && (
        <p className="mb-4 flex max-w-(--measure) gap-2 rounded-lg bg-danger-soft p-3 text-sm text-danger">
          <Trans>Calls with this purpose are refused now.</Trans>
        </p>
      )}
      <div className="grid gap-3">
        {forms.map(({ form, title }) => (
          <Disclosure icon="edit" key={form} title={title}>
            <FormView form={form} onSaved={onChange} subject={id} />
          </Disclosure>
        ))}
        <Disclosure icon="key" title={t`Keys and routes that serve it`}>
          <UseCaseBindings
            key={[...useCase.keys, ...useCase.routes].join(' ')}
            onSaved={onChange}
            useCase={useCase}
          />
        </Disclosure>
      </div>
      <UseCaseDecision onDecided={onChange} useCase={useCase} />
      <Documents id={id} key={version} />
    </>
  )
}

/** What is written from it: chosen in the address, so that one can send it to somebody. */
function Documents({ id }: { id: string }) {
  const { t, i18n } = useLingui()
  const client = useRegisters()
  const lang = useDocumentLang()
  const [search, setSearch] = useSearchParams()
  const name = UseCaseDocument.catch('risk').parse(search.get('document'))
  const load = useCallback(
    (signal: AbortSignal) => client.read({ useCase: id, name }, lang, signal),
    [client, id, name, lang],
  )
  const remote = useRemote(load)
  return (
    <section aria-labelledby="documents" className="mt-10">
      <h2 className="mb-3 font-display text-xl" id="documents">
        <Trans>Documents</Trans>
      </h2>
      <div className="mb-5 flex flex-wrap items-end gap-3">
        <Select
          label={t`Document`}
          onChange={({ target }) => setSearch({ document: target.value }, { replace: true })}
          options={UseCaseDocument.options.map((value) => ({
            value,
            name: i18n._(DOCUMENT_NAMES[value]),
          }))}
          value={name}
        />
        <DocumentFiles place={{ useCase: id, name }} />
      </div>
      <RemoteStatus of={remote} />
      {remote.value && <DocumentView document={remote.value.document} />}
    </section>
  )
}
