import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { LOCAL_TENANT_ID } from '#server/access/principal.ts'
import { createManualClock } from '#server/lib/clock.ts'
import { noteEvent, type AuditEvent } from '#server/lib/database-outbox.ts'
import type { Database } from '#server/lib/database.ts'
import { silentLog } from '#server/lib/log.ts'
import { Secret } from '#server/lib/secret.ts'
import { openAudit, type AuditSetup } from './audit.ts'
import { AuditSettings } from './settings.ts'

export const TENANT = LOCAL_TENANT_ID
export const PERSON = '00000000-0000-7000-8000-000000000002'

export const testSecretKeys = [new Secret('a key of the tests, long enough for it')]

/** An audit without its chores, unless asked for: tests say when what waits is taken. */
export function openTestAudit(database: Database, more: Partial<AuditSetup> = {}) {
  const clock = createManualClock()
  const dataFolder = mkdtempSync(join(tmpdir(), 'galerne-audit-'))
  const audit = openAudit({
    database,
    clock,
    log: silentLog,
    settings: AuditSettings.parse({}),
    secretKeys: testSecretKeys,
    dataFolder,
    publicUrl: 'https://galerne.example.eu',
    doesChores: false,
    ...more,
  })
  return {
    audit,
    clock,
    dataFolder,
    async close() {
      await audit.close()
      rmSync(dataFolder, { recursive: true, force: true })
    },
  }
}

/** Somebody does something. */
export async function happen(database: Database, event: Partial<AuditEvent> = {}): Promise<void> {
  await database.withTenant(TENANT, (sql) =>
    noteEvent(sql, TENANT, {
      action: 'key.create',
      resource: { kind: 'key', id: '00000000-0000-7000-8000-0000000000aa' },
      outcome: 'done',
      acting: {
        actor: { kind: 'person', id: PERSON, name: 'Zoë Łukasik' },
        requestId: '0197a000-0000-7000-8000-000000000001',
        address: '192.0.2.7',
      },
      ...event,
    }),
  )
}
