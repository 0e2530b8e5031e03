import { Trans, useLingui } from '@lingui/react/macro'
import { useCallback, useEffect } from 'react'
import { useFormats } from '../../../components/charts/use-formats.ts'
import { useRemote } from '../../../components/shell/use-remote.ts'
import { Banner } from '../../../ui/Banner.tsx'
import { Button } from '../../../ui/Button.tsx'
import { useDependence } from './use-dependence.ts'

const EVERY_MS = 15_000

/** Above every page of the administration while a drill takes something away from real calls. */
export function DrillBanner() {
  const { t } = useLingui()
  const client = useDependence()
  const formats = useFormats()
  const load = useCallback((signal: AbortSignal) => client.getDrill(signal), [client])
  const { value, reload } = useRemote(load, EVERY_MS)
  useEffect(() => {
    globalThis.addEventListener('galerne:drill', reload)
    return () => globalThis.removeEventListener('galerne:drill', reload)
  }, [reload])
  const live = value?.live
  if (!live) return null
  const { name } = live.lose
  const until = formats.time(Date.parse(live.until))
  return (
    <div className="mb-6">
      <Banner
        kind="warning"
        title={t`A fire drill is running: no call goes to ${name}`}
        actions={
          <Button
            onClick={async () => {
              await client.endDrill()
              reload()
            }}
          >
            <Trans>End it now</Trans>
          </Button>
        }
      >
        <Trans>
          {live.startedBy} began it. It ends by itself at {until}.
        </Trans>
      </Banner>
    </div>
  )
}
