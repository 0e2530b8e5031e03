import { Trans } from '@lingui/react/macro'
import { Skeleton } from '../../ui/Skeleton.tsx'

/** A page on its way. Quick ones show nothing: the lines appear after a moment only. */
export function PageLoading() {
  return (
    <main className="page-loading mx-auto h-full w-full max-w-[84rem] p-8" id="main">
      <output className="sr-only">
        <Trans>Loading…</Trans>
      </output>
      <Skeleton lines={5} />
    </main>
  )
}
