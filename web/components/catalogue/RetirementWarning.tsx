import { Trans, useLingui } from '@lingui/react/macro'
import type { CatalogueDeployment } from '#wire/catalogue.ts'
import { Banner } from '../../ui/Banner.tsx'
import { useFormats } from '../charts/use-formats.ts'

/** What is about to stop answering, said before it does. */
export function RetirementWarning({
  deployments,
}: {
  deployments: readonly CatalogueDeployment[]
}) {
  const { t } = useLingui()
  const formats = useFormats()
  const ending = deployments.filter(({ lifecycle }) => lifecycle && lifecycle.status !== 'active')
  const dated = deployments.filter(({ lifecycle }) => lifecycle?.retiresOn)
  const all = [...new Set([...ending, ...dated])]
  if (all.length === 0) return null
  return (
    <div className="mb-5">
      <Banner kind="warning" title={t`This model will not be there for ever`}>
        <ul>
          {all.map(({ providerId, lifecycle }) => {
            const retiresOn = lifecycle?.retiresOn
            const day = retiresOn ? formats.day(Date.parse(retiresOn)) : ''
            return (
              <li key={providerId}>
                {day === '' ? (
                  <Trans>{providerId} calls it deprecated. Look for a successor.</Trans>
                ) : (
                  <Trans>
                    {providerId} ends it on {day}. Move to a successor before that.
                  </Trans>
                )}
              </li>
            )
          })}
        </ul>
      </Banner>
    </div>
  )
}
