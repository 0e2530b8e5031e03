import { Trans } from '@lingui/react/macro'
import { useState } from 'react'
import type { AuditEntry, AuditSearch } from '#wire/audit.ts'
import { FailureNotice } from '../../../components/FailureNotice.tsx'
import { useTask } from '../../../components/use-task.ts'
import { Button } from '../../../ui/Button.tsx'
import { AuditTable } from './AuditTable.tsx'
import { useAudit } from './use-audit.ts'

interface AuditPagesProps {
  first: AuditEntry[]
  firstCursor: number | null
  search: AuditSearch
}

/** The first page, and as many older ones as are asked for. */
export function AuditPages({ first, firstCursor, search }: AuditPagesProps) {
  const client = useAudit()
  const { run, isRunning, failure } = useTask()
  const [older, setOlder] = useState<AuditEntry[]>([])
  const [cursor, setCursor] = useState(firstCursor)

  async function showOlder(from: number) {
    await run(async () => {
      const page = await client.search({ ...search, cursor: from })
      setOlder((before) => [...before, ...page.entries])
      setCursor(page.nextCursor)
    })
  }
  return (
    <>
      <AuditTable entries={[...first, ...older]} />
      {failure && <FailureNotice code={failure.code} detail={failure.message} />}
      {cursor !== null && (
        <div className="grid justify-items-center">
          <Button isBusy={isRunning} onClick={() => void showOlder(cursor)}>
            <Trans>Show older ones</Trans>
          </Button>
        </div>
      )}
    </>
  )
}
