import { Trans, useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { CompletionList } from '../../components/registers/CompletionList.tsx'
import { Course } from '../../components/registers/Course.tsx'
import { PageTitle } from '../../components/shell/PageTitle.tsx'
import { useRights } from '../../components/use-rights.ts'

/** What everybody who works with an AI has to know, and who knows it. */
export function LiteracyPage() {
  const { t } = useLingui()
  const rights = useRights()
  const [version, setVersion] = useState(0)
  return (
    <>
      <PageTitle title={t`Course`}>
        <Trans>
          Whoever works with an AI has to know what it can do and what it cannot (AI Act, Article
          4).
        </Trans>
      </PageTitle>
      <Course onDone={() => setVersion((before) => before + 1)} />
      {rights.has('register.read') && <CompletionList key={version} />}
    </>
  )
}
