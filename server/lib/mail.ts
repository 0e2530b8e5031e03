import { createTransport } from 'nodemailer'
import { AppError } from './app-error.ts'
import type { Secret } from './secret.ts'
import { messageOf } from './thrown.ts'

export interface MailServer {
  host: string
  port: number
  security: 'starttls' | 'tls' | 'none'
  user: string | null
  password: Secret | null
  from: string
}

export interface Mail {
  to: string | string[]
  subject: string
  text: string
  /** Again under the same id, mail programs show it once; absent: the mail server makes one. */
  id?: string
}

export type SendMail = (mail: Mail) => Promise<void>

const TIMEOUT_MS = 10_000
/** One address and nothing else: a list, a group, a name in front of it or a line break would reach somebody else. */
const ONE_ADDRESS = /^[^\s<>()[\],;:"\\@]+@[^\s<>()[\],;:"\\@]+$/

/**
 * Sends plain text. Throws `provider_unavailable` with the mail server's own words, `invalid_request` for what is no
 * address.
 */
export function createMailer(server: MailServer): SendMail {
  const { host, port, security, user, password, from } = server
  return async ({ to, subject, text, id }) => {
    if (![to].flat().every((address) => ONE_ADDRESS.test(address))) {
      throw new AppError('invalid_request', 'A mail goes to an address, and this is none.')
    }
    const transport = createTransport({
      host,
      port,
      secure: security === 'tls',
      requireTLS: security === 'starttls',
      ignoreTLS: security === 'none',
      ...(user !== null && { auth: { user, pass: password?.expose() ?? '' } }),
      connectionTimeout: TIMEOUT_MS,
      greetingTimeout: TIMEOUT_MS,
      socketTimeout: TIMEOUT_MS,
      // What is sent is ours: nothing in it names a file or an address to fetch.
      disableFileAccess: true,
      disableUrlAccess: true,
    })
    try {
      await transport.sendMail({
        from,
        to,
        subject,
        text,
        ...(id !== undefined && { messageId: `<${id}@galerne>` }),
        headers: { 'auto-submitted': 'auto-generated' },
      })
    } catch (cause) {
      throw new AppError('provider_unavailable', `The mail server said: ${messageOf(cause)}`, {
        cause,
      })
    } finally {
      transport.close()
    }
  }
}
