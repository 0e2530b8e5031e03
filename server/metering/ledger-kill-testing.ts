import { writeSync } from 'node:fs'
import { join } from 'node:path'
import { LOCAL_TENANT_ID } from '#server/access/principal.ts'
import { createId } from '#server/lib/ids.ts'
import { silentLog } from '#server/lib/log.ts'
import { createLedgerFile } from './ledger-file.ts'
import { markOwner } from './ledger-recovery.ts'
import { createLedger } from './ledger.ts'
import { recordedRequest } from './metering-testing.ts'

/**
 * For tests: a process that records requests as fast as it can until it is killed, and says of each one, once it is
 * committed, that it is. Its database is away all the time.
 */
const [, , folder = ''] = process.argv
const processId = createId()
const own = join(folder, processId)
const file = createLedgerFile({ folder: own, log: silentLog, maxSegmentBytes: 64 * 1024 })
markOwner(own)
const ledger = createLedger({
  store: { write: () => Promise.reject(new Error('away')) },
  file,
  processId,
  deadLetters: () => undefined,
  log: silentLog,
})
for (;;) {
  const record = recordedRequest({ tenantId: LOCAL_TENANT_ID, chargeMicros: 3, currency: 'EUR' })
  ledger.record(record)
  writeSync(1, `${record.requestId}\n`)
}
