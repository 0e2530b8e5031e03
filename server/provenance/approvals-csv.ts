import type { Approval, ApprovalState } from '#wire/approvals.ts'
import type { Principal } from '#server/access/principal.ts'
import { toCsv } from '#server/lib/csv.ts'
import type { Approvals } from './approvals.ts'

/** More than a table program opens. */
const MAX_ROWS = 50_000
const COLUMNS = [
  'id',
  'state',
  'message',
  'requested_by',
  'requested_at',
  'note',
  'four_eyes',
  'decided_by',
  'decided_at',
  'decision_note',
]

/** Who asked for and who answered for what, without a word of what it was. */
export async function approvalsCsv(
  approvals: Approvals,
  principal: Principal,
  state: ApprovalState | null,
): Promise<string> {
  const rows: string[][] = []
  let cursor: string | null = null
  do {
    const page = await approvals.list(principal, { state, limit: 200, cursor })
    rows.push(...page.approvals.map(toRow))
    cursor = page.nextCursor
  } while (cursor !== null && rows.length < MAX_ROWS)
  return toCsv([COLUMNS, ...rows])
}

function toRow(one: Approval): string[] {
  return [
    one.id,
    one.state,
    one.messageId,
    one.requestedBy.name,
    one.requestedAt,
    one.note,
    one.isFourEyes ? 'yes' : 'no',
    one.decidedBy?.name ?? '',
    one.decidedAt ?? '',
    one.decisionNote,
  ]
}
