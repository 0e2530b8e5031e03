import { useLingui } from '@lingui/react/macro'
import { PageFrame } from '../components/shell/PageFrame.tsx'
import { PageTitle } from '../components/shell/PageTitle.tsx'

export function ModelPage() {
  const { t } = useLingui()
  return (
    <PageFrame>
      <PageTitle title={t`Model`} />
    </PageFrame>
  )
}
