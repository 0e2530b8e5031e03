import type { Log } from '#server/lib/log.ts'
import { messageOf } from '#server/lib/thrown.ts'
import type { AlertsStore, Delivery, StoredChannel } from './alerts-store.ts'
import type { SendNotice, Target } from './send-notice.ts'

/** Opens what is kept sealed in the database. */
export interface Sealing {
  /** @param context Whose it is: opened for anybody else it does not open. */
  seal(text: string, context: string): string
  open(sealed: string, context: string): string
}

export interface DeliverOptions {
  store: AlertsStore
  send: SendNotice
  sealing: Sealing
  nowMs: () => number
  log: Log
}

/** Longer than a sending can take, so that no other process sends the same meanwhile. */
const LEASE_MS = 60_000
const FIRST_WAIT_MS = 15_000
const MAX_WAIT_MS = 60 * 60_000
/** Two and a half hours in all. */
const MAX_ATTEMPTS = 12

/** Sends what is due, each notice until it has arrived or has been tried often enough. Never throws. */
export async function deliverDue(tenantId: string, options: DeliverOptions): Promise<void> {
  const { store, nowMs, log } = options
  try {
    const due = await store.claimDue(tenantId, new Date(nowMs()), LEASE_MS)
    if (due.length === 0) return
    const channels = await store.listChannels(tenantId)
    await Promise.all(
      due.map((delivery) => {
        const channel = channels.find(({ id }) => id === delivery.channelId)
        return deliver(tenantId, { delivery, channel }, options)
      }),
    )
  } catch (error) {
    log.error('alerts.not_delivered', { error })
  }
}

async function deliver(
  tenantId: string,
  { delivery, channel }: { delivery: Delivery; channel: StoredChannel | undefined },
  { store, send, sealing, nowMs, log }: DeliverOptions,
): Promise<void> {
  const { id, notice, attempts } = delivery
  try {
    if (!channel) throw new Error('There is no such channel any more.')
    await send(id, notice, targetOf(channel, sealing))
    await store.noteDelivered(tenantId, id, new Date(nowMs()))
  } catch (error) {
    const isLast = attempts >= MAX_ATTEMPTS || !channel
    const waitMs = Math.min(MAX_WAIT_MS, FIRST_WAIT_MS * 2 ** (attempts - 1))
    log.warn('alert.not_delivered', { channel: channel?.name, attempts, isLast, error })
    await store.noteProblem(tenantId, id, {
      problem: messageOf(error).slice(0, 500),
      at: isLast ? null : new Date(nowMs() + waitMs),
    })
  }
}

/** Throws AppError where the secret cannot be opened. */
export function targetOf(channel: StoredChannel, sealing: Sealing): Target {
  const { id, kind, settings, sealedSecret } = channel
  if (kind === 'email') return { kind, to: settings.to ?? [] }
  const { url = '', isOwnHardware = false } = settings
  const secret = sealedSecret === null ? '' : sealing.open(sealedSecret, contextOf(id))
  return { kind, url, isOwnHardware, secret }
}

export function contextOf(channelId: string): string {
  return `alert channel ${channelId}`
}
