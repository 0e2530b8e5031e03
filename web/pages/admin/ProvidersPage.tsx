import { useLingui } from '@lingui/react/macro'
import { PageTitle } from '../../components/shell/PageTitle.tsx'

export function ProvidersPage() {
  const { t } = useLingui()
  return <PageTitle title={t`Providers`} />
}
