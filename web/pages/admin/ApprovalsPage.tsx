import { Trans, useLingui } from '@lingui/react/macro'
import { ApprovalsList } from '../../components/registers/ApprovalsList.tsx'
import { ProvenanceSettingsForm } from '../../components/registers/ProvenanceSettingsForm.tsx'
import { PageTitle } from '../../components/shell/PageTitle.tsx'
import { useRights } from '../../components/use-rights.ts'

/** Who answers for what a model wrote. */
export function ApprovalsPage() {
  const { t } = useLingui()
  const rights = useRights()
  return (
    <>
      <PageTitle title={t`Approvals`}>
        <Trans>
          A person answers for what an AI wrote before it goes to a citizen. An approval holds for
          one text: if that changes, it is void.
        </Trans>{' '}
        <a
          className="underline decoration-line-strong underline-offset-4 hover:decoration-current"
          href="/check"
        >
          <Trans>The page where anybody checks a text</Trans>
        </a>
      </PageTitle>
      {rights.has('register.manage') && (
        <div className="mb-6">
          <ProvenanceSettingsForm />
        </div>
      )}
      <ApprovalsList />
    </>
  )
}
