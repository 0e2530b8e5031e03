import type { RightsRequest } from '#wire/rights.ts'

/** A line a request, for spreadsheets. */
export function requestsCsv(requests: readonly RightsRequest[]): string[][] {
  return [
    [
      'id',
      'person',
      'kind',
      'status',
      'asked',
      'due',
      'decided',
      'decided by',
      'reason',
      'done',
      'certificate',
    ],
    ...requests.map((one) => [
      one.id,
      one.personName,
      one.kind,
      one.status,
      one.askedAt,
      one.dueAt,
      one.decidedAt ?? '',
      one.decidedByName ?? '',
      one.reason,
      one.doneAt ?? '',
      one.disposalId ?? '',
    ]),
  ]
}
