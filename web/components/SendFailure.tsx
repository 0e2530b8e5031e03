import type { ApiFailure } from '#sdk/api-failure.ts'
import { useStore } from '../state/external-store.ts'
import { useApp } from './app-context.ts'
import { FailureNotice } from './FailureNotice.tsx'

/** Why something could not be sent, for as long as that is so: the banner and the hint tell of a session that ended. */
export function SendFailure({ failure }: { failure: ApiFailure | null }) {
  const isReachable = useStore(useApp().connection.isReachable)
  if (!failure || failure.code === 'unauthenticated') return null
  if (failure.code === 'unreachable' && isReachable) return null
  const { code, message, requestId, denial } = failure
  return (
    <div className="my-3">
      <FailureNotice code={code} denial={denial} detail={message} requestId={requestId} />
    </div>
  )
}
