import { z } from 'zod'
import { plainText } from './plain-text.ts'

/** Exchanges the one-time link of the terminal for a session cookie. */
export const SignIn = z.strictObject({ token: z.string().min(20).max(200) })
export type SignIn = z.infer<typeof SignIn>

export const Session = z.object({
  principal: z.object({ id: z.string(), name: z.string() }),
  /** Sent back in the header `x-galerne-csrf` of every request that changes something. */
  csrfToken: z.string(),
  version: z.string(),
})
export type Session = z.infer<typeof Session>

export const CSRF_HEADER = 'x-galerne-csrf'

export const CreateKey = z.strictObject({
  name: plainText(100).min(1),
  expiresAt: z.iso.datetime().nullable().optional(),
})
export type CreateKey = z.infer<typeof CreateKey>

export const Key = z.object({
  id: z.uuid(),
  name: z.string(),
  /** The first characters, to recognise a key by; never the whole. */
  hint: z.string(),
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime().nullable(),
  lastUsedAt: z.iso.datetime().nullable(),
})
export type Key = z.infer<typeof Key>

/** The only time that the secret is shown. */
export const CreatedKey = Key.extend({ secret: z.string() })
export type CreatedKey = z.infer<typeof CreatedKey>

export const KeyList = z.object({ keys: z.array(Key) })
export type KeyList = z.infer<typeof KeyList>

/** A fresh one-time link, for the terminal to show. */
export const SignInLink = z.object({ url: z.url() })
export type SignInLink = z.infer<typeof SignInLink>
