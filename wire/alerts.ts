import { z } from 'zod'
import { plainText } from './plain-text.ts'

/**
 * What is watched. The threshold's unit: `budget` percent of its end · `error-rate` percent of the requests · `latency`
 * milliseconds that 95 of 100 answers stay below · `provider-down` minutes without a deployment that takes calls · `quota`
 * requests refused for a limit · `disk` percent that are left · `ledger-lag` records that wait for the database.
 */
export const AlertKind = z.enum([
  'budget',
  'error-rate',
  'latency',
  'provider-down',
  'quota',
  'disk',
  'ledger-lag',
])
export type AlertKind = z.infer<typeof AlertKind>

const TimeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'Write it as 22:00.')

/** When nobody is told; what is still so afterwards is told then. */
export const QuietHours = z.strictObject({
  from: TimeOfDay,
  to: TimeOfDay,
  /** IANA: `Europe/Berlin`. */
  timeZone: z.string().max(60).refine(isTimeZone, 'There is no such time zone.'),
})
export type QuietHours = z.infer<typeof QuietHours>

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }) instanceof Intl.DateTimeFormat
  } catch {
    return false
  }
}

const RuleFields = {
  name: plainText(100).min(1),
  kind: AlertKind,
  threshold: z.number().min(0).max(1_000_000_000),
  /** Over how long rates and times are taken. */
  windowMinutes: z.int().min(1).max(60),
  /** Only this model or provider; null: all. */
  model: plainText(300).min(1).nullable(),
  providerId: plainText(300).min(1).nullable(),
  channelIds: z.array(z.uuid()).max(20),
  quietHours: QuietHours.nullable(),
  isEnabled: z.boolean(),
}

export const SaveAlertRule = z.strictObject(RuleFields)
export type SaveAlertRule = z.infer<typeof SaveAlertRule>

export const AlertRule = z.object({ id: z.uuid(), ...RuleFields })
export type AlertRule = z.infer<typeof AlertRule>

export const CreateAlertChannel = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('webhook'),
    name: plainText(100).min(1),
    url: z.string().min(1).max(2000),
    /** The address may be private: the machine is the organisation's own. */
    isOwnHardware: z.boolean(),
  }),
  z.strictObject({
    kind: z.literal('email'),
    name: plainText(100).min(1),
    to: z.array(z.email()).min(1).max(20),
  }),
])
export type CreateAlertChannel = z.infer<typeof CreateAlertChannel>

export const AlertChannel = z.object({
  id: z.uuid(),
  kind: z.enum(['webhook', 'email']),
  name: z.string(),
  /** Where it goes, for people to read: the web address without its query, or the e-mail addresses. */
  target: z.string(),
})
export type AlertChannel = z.infer<typeof AlertChannel>

/** The only time that the secret is told: what the signature of each call is proved with. Null: it needs none. */
export const CreatedAlertChannel = AlertChannel.extend({ secret: z.string().nullable() })
export type CreatedAlertChannel = z.infer<typeof CreatedAlertChannel>

export const AlertIncident = z.object({
  id: z.uuid(),
  ruleId: z.uuid(),
  ruleName: z.string(),
  kind: AlertKind,
  /** What it is about: a provider, a budget; empty: all. */
  subject: z.string(),
  value: z.number(),
  threshold: z.number(),
  startedAt: z.iso.datetime(),
  endedAt: z.iso.datetime().nullable(),
})
export type AlertIncident = z.infer<typeof AlertIncident>

/** A notice that could not be delivered, or not yet. */
export const AlertProblem = z.object({
  channelId: z.uuid(),
  at: z.iso.datetime(),
  attempts: z.number(),
  problem: z.string(),
  willRetry: z.boolean(),
})
export type AlertProblem = z.infer<typeof AlertProblem>

/** `GET /api/alerts`. */
export const AlertOverview = z.object({
  rules: z.array(AlertRule),
  channels: z.array(AlertChannel),
  /** Open ones first, then the latest of those that are over. */
  incidents: z.array(AlertIncident),
  problems: z.array(AlertProblem),
  /** A mail server is configured. */
  hasMail: z.boolean(),
})
export type AlertOverview = z.infer<typeof AlertOverview>

/** `POST /api/alerts/channels/:id/test`. */
export const AlertTest = z.object({ isDelivered: z.boolean(), problem: z.string().nullable() })
export type AlertTest = z.infer<typeof AlertTest>
