import type { AlertIncident, AlertKind } from '#wire/alerts.ts'

/** Something to be told: that it began, that it is over, or that telling works. */
export interface Notice {
  type: 'alert.fired' | 'alert.recovered' | 'alert.test'
  incident: AlertIncident
}

const SENTENCES: Record<AlertKind, (value: string, threshold: string) => string> = {
  budget: (value, threshold) => `${value} % of the budget are used (threshold ${threshold} %).`,
  'error-rate': (value, threshold) =>
    `${value} % of the requests failed (threshold ${threshold} %).`,
  latency: (value, threshold) =>
    `5 of 100 answers took longer than ${value} ms (threshold ${threshold} ms).`,
  'provider-down': (value) => `No deployment of it has taken calls for ${value} minutes.`,
  quota: (value, threshold) =>
    `${value} requests were refused for a limit (threshold ${threshold}).`,
  disk: (value, threshold) => `${value} % of the disk are left (threshold ${threshold} %).`,
  'ledger-lag': (value, threshold) =>
    `${value} usage records wait for the database (threshold ${threshold}).`,
}

/** One line for a subject, in English. */
export function titleOf({ type, incident }: Notice): string {
  const about = incident.subject === '' ? '' : `: ${incident.subject}`
  if (type === 'alert.test') return 'Galerne: this is a test'
  const what = type === 'alert.fired' ? 'Alert' : 'Over'
  return `Galerne, ${what}: ${incident.ruleName}${about}`
}

export function textOf(notice: Notice, baseUrl: string): string {
  const { type, incident } = notice
  if (type === 'alert.test') {
    return `Somebody pressed “Test” in Galerne (${baseUrl}). Alerts reach you this way.\n`
  }
  const sentence = SENTENCES[incident.kind](numberOf(incident.value), numberOf(incident.threshold))
  const lines = [
    titleOf(notice),
    '',
    type === 'alert.fired' ? sentence : 'It is well again.',
    `Since: ${incident.startedAt}`,
    ...(incident.endedAt === null ? [] : [`Until: ${incident.endedAt}`]),
    '',
    `${baseUrl}/admin/alerts`,
  ]
  return `${lines.join('\n')}\n`
}

function numberOf(value: number): string {
  return value.toLocaleString('en', { maximumFractionDigits: 1 })
}
