import { Trans, useLingui } from '@lingui/react/macro'
import { Disposals } from '../../components/rights/Disposals.tsx'
import { Holds } from '../../components/rights/Holds.tsx'
import { Periods } from '../../components/rights/Periods.tsx'
import { PageTitle } from '../../components/shell/PageTitle.tsx'

/** What goes by itself, what must stay, and what has gone. */
export function RetentionPage() {
  const { t } = useLingui()
  return (
    <>
      <PageTitle title={t`Retention and holds`}>
        <Trans>
          How long conversations are kept, what must not go for now, and proof of what has gone.
        </Trans>
      </PageTitle>
      <div className="grid max-w-4xl grid-cols-1 gap-12">
        <Periods />
        <Holds />
        <Disposals />
      </div>
    </>
  )
}
