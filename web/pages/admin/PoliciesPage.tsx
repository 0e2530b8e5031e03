import { Trans, useLingui } from '@lingui/react/macro'
import { useCallback, useState, type ReactNode } from 'react'
import { Classification } from '#wire/classification.ts'
import type { PolicyDocument, PolicyState } from '#wire/policy.ts'
import { ClassCard } from '../../components/policies/ClassCard.tsx'
import { ExampleList } from '../../components/policies/ExampleList.tsx'
import { ExpertEditor } from '../../components/policies/ExpertEditor.tsx'
import { GeneralFields } from '../../components/policies/GeneralFields.tsx'
import { PublishPanel } from '../../components/policies/PublishPanel.tsx'
import { useCheck } from '../../components/policies/use-check.ts'
import { usePolicies } from '../../components/policies/use-policies.ts'
import { VersionList } from '../../components/policies/VersionList.tsx'
import { PageTitle } from '../../components/shell/PageTitle.tsx'
import { RemoteStatus } from '../../components/shell/RemoteStatus.tsx'
import { useRemote } from '../../components/shell/use-remote.ts'
import { useRights } from '../../components/use-rights.ts'

/** What may go where: presets in a form, rules of experts, examples, a trial on last week's calls, and every version. */
export function PoliciesPage() {
  const { t } = useLingui()
  const client = usePolicies()
  const load = useCallback((signal: AbortSignal) => client.getPolicies(signal), [client])
  const remote = useRemote(load)
  const { value, reload } = remote
  return (
    <>
      <PageTitle title={t`Policies`}>
        <Trans>
          Where words of each class may be computed, and what becomes of them. A change decides from
          the moment it is published; every version can be brought back.
        </Trans>
      </PageTitle>
      <RemoteStatus of={remote} />
      {/* Begun anew from whatever decides by then. */}
      {value && <Editor key={value.version} state={value} onPublished={reload} />}
    </>
  )
}

function Editor({ state, onPublished }: { state: PolicyState; onPublished: () => void }) {
  const isReadOnly = !useRights().has('policy.manage')
  const [document, setDocument] = useState<PolicyDocument>(state.document)
  const change = (part: Partial<PolicyDocument>) =>
    setDocument((before) => ({ ...before, ...part }))
  const check = useCheck(document)
  const parts = { document, isReadOnly, onChange: change }
  return (
    <div className="grid gap-10">
      <Section id="classes" title={<Trans>Classes</Trans>}>
        <div className="grid gap-4 sm:grid-cols-2 2xl:grid-cols-4">
          {Classification.options.map((name) => (
            <ClassCard
              key={name}
              classification={name}
              rules={document.classes[name]}
              isReadOnly={isReadOnly}
              onChange={(rules) => change({ classes: { ...document.classes, [name]: rules } })}
            />
          ))}
        </div>
      </Section>
      <Section id="general" title={<Trans>For all classes</Trans>}>
        <GeneralFields {...parts} />
      </Section>
      <Section id="expert" title={<Trans>Expert rules</Trans>}>
        <ExpertEditor {...parts} state={state} check={check} />
      </Section>
      <Section id="examples" title={<Trans>Examples</Trans>}>
        <ExampleList {...parts} check={check} />
      </Section>
      {!isReadOnly && (
        <Section id="publish" title={<Trans>Try and publish</Trans>}>
          <PublishPanel state={state} document={document} check={check} onPublished={onPublished} />
        </Section>
      )}
      <Section id="versions" title={<Trans>Versions</Trans>}>
        <VersionList current={state.version} isReadOnly={isReadOnly} onRestored={onPublished} />
      </Section>
    </div>
  )
}

function Section({ id, title, children }: { id: string; title: ReactNode; children: ReactNode }) {
  return (
    <section aria-labelledby={id} className="grid grid-cols-1 gap-4">
      <h2 className="font-display text-xl" id={id}>
        {title}
      </h2>
      {children}
    </section>
  )
}
