/** Writes events and takes them into the trail until it is killed: `node sequencer-kill-testing.ts <database> <name>`. */
import { openDatabase } from '#server/lib/database.ts'
import { silentLog } from '#server/lib/log.ts'
import { happen, openTestAudit, TENANT } from './audit-testing.ts'

const [url = '', name = ''] = process.argv.slice(2)
const database = await openDatabase({ url, folder: '', log: silentLog })
const { audit } = openTestAudit(database)

async function write(): Promise<never> {
  for (let number = 0; ; number += 1) {
    await happen(database, {
      action: 'test.event',
      resource: { kind: 'test', id: `${name}-${number}` },
    })
    // Only what is committed is promised.
    process.stdout.write(`${name}-${number}\n`)
  }
}

async function take(): Promise<never> {
  for (;;) await audit.settle(TENANT)
}

await Promise.all([write(), take()])
