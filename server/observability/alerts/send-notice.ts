import { createHmac } from 'node:crypto'
import { AppError } from '#server/lib/app-error.ts'
import { createMailer } from '#server/lib/mail.ts'
import { messageOf } from '#server/lib/thrown.ts'
import type { SendPost } from '../post.ts'
import type { TelemetrySettings } from '../settings.ts'
import { textOf, titleOf, type Notice } from './notice.ts'

/** Where a channel leads, its secret open. */
export type Target =
  | { kind: 'webhook'; url: string; isOwnHardware: boolean; secret: string }
  | { kind: 'email'; to: string[] }

export interface SenderOptions {
  sendPost: SendPost
  smtp: TelemetrySettings['smtp']
  baseUrl: () => string
  nowMs: () => number
}

/** Throws, with words for whoever set up the channel, where the notice did not arrive. `id` stays the same when it is tried again. */
export type SendNotice = (id: string, notice: Notice, target: Target) => Promise<void>

const TIMEOUT_MS = 10_000

export function createSender(options: SenderOptions): SendNotice {
  return (id, notice, target) =>
    target.kind === 'webhook'
      ? sendWebhook({ id, notice, target }, options)
      : sendMail({ id, notice, to: target.to }, options)
}

async function sendWebhook(
  what: { id: string; notice: Notice; target: Extract<Target, { kind: 'webhook' }> },
  { sendPost, baseUrl, nowMs }: SenderOptions,
): Promise<void> {
  const { id, notice, target } = what
  const body = JSON.stringify({
    type: notice.type,
    timestamp: new Date(nowMs()).toISOString(),
    data: { ...notice.incident, title: titleOf(notice), url: `${baseUrl()}/admin/alerts` },
  })
  const timestamp = String(Math.floor(nowMs() / 1000))
  const { status } = await sendPost({
    url: target.url,
    headers: {
      'content-type': 'application/json',
      'user-agent': 'Galerne',
      'webhook-id': id,
      'webhook-timestamp': timestamp,
      'webhook-signature': signatureOf({ id, timestamp, body, secret: target.secret }),
    },
    body: Buffer.from(body),
    reach: target.isOwnHardware ? 'own-hardware' : 'public',
    timeoutMs: TIMEOUT_MS,
  }).catch((cause: unknown) => {
    throw new AppError('provider_unavailable', `It did not answer: ${messageOf(cause)}`, { cause })
  })
  if (status >= 200 && status < 300) return
  throw new AppError('provider_error', `It answered with status ${status}.`)
}

const PREFIX = 'whsec_'

/** Standard Webhooks, symmetric: github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md. */
export function signatureOf(of: {
  id: string
  timestamp: string
  body: string
  secret: string
}): string {
  const key = Buffer.from(of.secret.slice(PREFIX.length), 'base64')
  const signed = `${of.id}.${of.timestamp}.${of.body}`
  return `v1,${createHmac('sha256', key).update(signed).digest('base64')}`
}

export function secretFrom(bytes: Buffer): string {
  return PREFIX + bytes.toString('base64')
}

async function sendMail(
  { id, notice, to }: { id: string; notice: Notice; to: string[] },
  { smtp, baseUrl }: SenderOptions,
): Promise<void> {
  if (!smtp) {
    throw new AppError(
      'not_supported',
      'There is no mail server. Name one in galerne.yaml: telemetry.smtp.',
    )
  }
  const send = createMailer(smtp)
  await send({ to, subject: titleOf(notice), text: textOf(notice, baseUrl()), id })
}
