import type { ProvenanceSettings } from '#wire/provenance.ts'
import { noteEvent } from '#server/lib/database-outbox.ts'
import { noteRevision } from '#server/lib/database-revisions.ts'
import type { Database } from '#server/lib/database.ts'

interface SettingsRow {
  is_four_eyes: boolean
  is_recording_calls: boolean
  approver_groups: string[]
}

const NO_SETTINGS: ProvenanceSettings = {
  isFourEyes: false,
  isRecordingCalls: false,
  approverGroups: [],
}

/** What processes look at to see that the settings have changed. */
export const PROVENANCE_TOPIC = 'provenance'

export type SettingsStore = ReturnType<typeof createSettingsStore>

/** The table `provenance_settings`. */
export function createSettingsStore(database: Database) {
  return {
    get: (tenantId: string): Promise<ProvenanceSettings> =>
      database.withTenant(tenantId, async (sql) => {
        const [row] = await sql<SettingsRow[]>`select * from provenance_settings`
        return row ? toSettings(row) : NO_SETTINGS
      }),

    save: (tenantId: string, settings: ProvenanceSettings): Promise<void> =>
      database.withTenant(tenantId, async (sql) => {
        const { isFourEyes, isRecordingCalls, approverGroups } = settings
        await sql`
          insert into provenance_settings
            (tenant_id, is_four_eyes, is_recording_calls, approver_groups)
          values (${tenantId}, ${isFourEyes}, ${isRecordingCalls}, ${approverGroups})
          on conflict (tenant_id) do update set is_four_eyes = excluded.is_four_eyes,
            is_recording_calls = excluded.is_recording_calls,
            approver_groups = excluded.approver_groups`
        await noteRevision(sql, tenantId, PROVENANCE_TOPIC)
        await noteEvent(sql, tenantId, {
          action: 'provenance.change-settings',
          resource: { kind: 'organisation', id: tenantId },
          outcome: 'done',
          facts: { isFourEyes, isRecordingCalls, approverGroups: approverGroups.join(' ') },
        })
      }),
  }
}

function toSettings(row: SettingsRow): ProvenanceSettings {
  return {
    isFourEyes: row.is_four_eyes,
    isRecordingCalls: row.is_recording_calls,
    approverGroups: row.approver_groups,
  }
}
