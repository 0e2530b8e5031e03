import { createHash, randomBytes } from 'node:crypto'
import type { TicketInfo, TicketKind } from '#wire/accounts.ts'
import { AppError } from '#server/lib/app-error.ts'
import type { Clock } from '#server/lib/clock.ts'
import { isId } from '#server/lib/ids.ts'
import type { Log } from '#server/lib/log.ts'
import type { SendMail } from '#server/lib/mail.ts'
import type { AccountPerson, AccountsStore } from './accounts-store.ts'
import type { Attempts } from './attempts.ts'
import type { IdentityPort, PersonRef } from './identity-port.ts'
import { writeMail } from './mail-texts.ts'
import type { Ticket, TicketsStore } from './tickets-store.ts'

const HOUR_MS = 60 * 60_000
const LASTING_MS: Record<TicketKind, number> = {
  invitation: 7 * 24 * HOUR_MS,
  reset: HOUR_MS,
  address: 24 * HOUR_MS,
}
/** One that an administrator hands over by other means takes longer. */
const HANDED_OVER_MS = 24 * HOUR_MS

export interface TicketParts {
  tickets: TicketsStore
  store: Pick<AccountsStore, 'findPerson' | 'setEmail'>
  identity: Pick<IdentityPort, 'findByEmail'>
  attempts: Pick<Attempts, 'mayMail'>
  organisationName: (tenantId: string) => string
  /** Absent: there is no mail server, and links are handed over. */
  sendMail?: SendMail | undefined
  /** Where people reach this Galerne, without a slash at its end. */
  url: () => string
  clock: Clock
  log: Log
}

export type Tickets = ReturnType<typeof createTickets>

/** Links that work once: invitations, new passwords, new addresses. */
export function createTickets(parts: TicketParts) {
  const { tickets, store, clock, sendMail, organisationName } = parts
  const now = () => new Date(clock.now())
  const open = async (token: string): Promise<{ ticket: Ticket; person: AccountPerson }> => {
    const [tenantId = ''] = token.split('.')
    const ticket = isId(tenantId) ? await tickets.find(tenantId, hashOf(token), now()) : undefined
    const person = ticket && (await store.findPerson(ticket))
    if (!ticket || !person?.isActive || isOfAnotherAddress(ticket, person)) throw gone()
    return { ticket, person }
  }
  const post = createPost(parts)

  return {
    /** Throws `not_found` where it was used, is too old, or never was. */
    open,

    async describe(token: string): Promise<Omit<TicketInfo, 'passkey'>> {
      const { ticket, person } = await open(token)
      const email = ticket.kind === 'address' ? ticket.email : person.email
      const organisation = organisationName(ticket.tenantId)
      return { kind: ticket.kind, name: person.name, email, organisation }
    },

    /** Uses it up. Throws `not_found` as above. */
    async take(token: string): Promise<Ticket> {
      const { ticket } = await open(token)
      const taken = await tickets.take(ticket.tenantId, ticket.hash, now())
      if (!taken) throw gone()
      return taken
    },

    /** For an administrator to hand over; sent as well where there is a mail server. */
    async create(person: AccountPerson, kind: 'invitation' | 'reset') {
      const lastingMs = Math.max(LASTING_MS[kind], HANDED_OVER_MS)
      const isSent = sendMail !== undefined && person.email !== null
      const email = isSent ? person.email : null
      const { url, expiresAt } = await insert(parts, { person, kind, email, lastingMs })
      if (isSent) post.send(person, { kind, url })
      return { url, expiresAt: expiresAt.toISOString(), isSent }
    },

    ...mailedTickets(parts, post),

    /** What a thief may have asked for: by whatever ends sessions, links that change how one signs in end as well. */
    drop: (who: PersonRef, kinds: readonly TicketKind[] = ['address']): Promise<void> =>
      tickets.drop(who, kinds),

    /** Tells somebody what happened to their account; whether it arrives changes nothing. */
    tell: (person: AccountPerson, kind: 'password-changed' | 'address-changed') =>
      post.send(person, { kind }),

    /** The same, of passkeys and codes. */
    tellOfChange: (who: PersonRef) =>
      post.inBackground(async () => {
        const person = await store.findPerson(who)
        if (person) post.send(person, { kind: 'ways-in-changed' })
      }),

    /** Until everything that was to be sent is sent, or was given up. */
    settled: () => post.settled(),
  }
}

/** Sent to where they are not any more, or where they never were: whoever reads it there is somebody else. */
function isOfAnotherAddress({ kind, email }: Ticket, person: AccountPerson): boolean {
  return kind !== 'address' && email !== null && email !== person.email
}

/** Those that only a mail server makes. */
function mailedTickets(parts: TicketParts, post: ReturnType<typeof createPost>) {
  const { store, sendMail } = parts
  return {
    /** Nothing of what follows is waited for: whoever asks learns nothing, not even by how long it takes. */
    requestReset(email: string): void {
      post.inBackground(async () => {
        if (!sendMail || !(await parts.attempts.mayMail(email))) return
        for (const candidate of await parts.identity.findByEmail(email)) {
          const person = await store.findPerson(candidate)
          if (person) await post.mailLink(person, { kind: 'reset', to: email })
        }
      })
    },

    /** To an address that somebody says is theirs. Whether it is another's already is not told. */
    async confirmAddress(person: AccountPerson, email: string): Promise<void> {
      if (!(await parts.attempts.mayMail(email))) return
      const others = await parts.identity.findByEmail(email)
      if (others.some(({ tenantId }) => tenantId === person.tenantId)) return
      await post.mailLink(person, { kind: 'address', to: email })
    },
  }
}

/** Mails that nobody waits for. */
function createPost(parts: TicketParts) {
  const { sendMail, organisationName, log } = parts
  const pending = new Set<Promise<void>>()
  const inBackground = (work: () => Promise<void>) => {
    const running: Promise<void> = work()
      .catch((error: unknown) => log.warn('accounts.mail_failed', { error }))
      .finally(() => pending.delete(running))
    pending.add(running)
  }
  const write = (person: AccountPerson, letter: Letter) =>
    writeMail(letter.kind, person.locale, {
      name: person.name,
      organisation: organisationName(person.tenantId),
      ...(letter.url !== undefined && { url: letter.url }),
    })
  return {
    inBackground,

    send(person: AccountPerson, letter: Letter) {
      const { email } = person
      if (!sendMail || email === null) return
      inBackground(() => sendMail({ to: email, ...write(person, letter) }))
    },

    async mailLink(person: AccountPerson, { kind, to }: { kind: 'reset' | 'address'; to: string }) {
      const lastingMs = LASTING_MS[kind]
      const { url } = await insert(parts, { person, kind, email: to, lastingMs })
      await sendMail?.({ to, ...write(person, { kind, url }) })
    },

    async settled() {
      while (pending.size > 0) await Promise.all(pending)
    },
  }
}

interface Letter {
  kind: Parameters<typeof writeMail>[0]
  url?: string
}

async function insert(
  { tickets, clock, url }: TicketParts,
  wish: { person: PersonRef; kind: TicketKind; email: string | null; lastingMs: number },
) {
  const { person, kind, email, lastingMs } = wish
  const { tenantId, personId } = person
  const token = `${tenantId}.${randomBytes(32).toString('base64url')}`
  const now = new Date(clock.now())
  const expiresAt = new Date(now.getTime() + lastingMs)
  await tickets.insert({ tenantId, personId, kind, email, hash: hashOf(token), expiresAt }, now)
  // Behind the `#`: no log, proxy or header of a referrer ever sees it.
  return { url: `${url()}/welcome#${token}`, expiresAt }
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}

function gone(): AppError {
  return new AppError(
    'not_found',
    'This link no longer works: it was used, is too old, or was replaced. Ask for a new one.',
  )
}
