import { z } from 'zod'
import { plainText } from './plain-text.ts'
import { Role } from './roles.ts'

/** A body that says nothing: it is JSON all the same, which no form of another site can send. */
export const Nothing = z.strictObject({})
export type Nothing = z.infer<typeof Nothing>

/** As it is compared: lower case, without what a keyboard puts around it. */
export const Email = z
  .string()
  .max(254)
  .transform((text) => text.trim().toLowerCase())
  .pipe(z.email('must be an e-mail address'))

/** Whatever is typed, within reason: its rules are told by the server, in words. */
const Password = z.string().min(1).max(1000)
const Base64Url = z
  .string()
  .max(20_000)
  .regex(/^[\w-]*$/, 'must be base64url')
const Token = z.string().min(20).max(200)

/** What the sign-in page offers. Open: it says nothing of anybody. */
export const SignInMethods = z.object({
  password: z.boolean(),
  passkey: z.boolean(),
  /** The one-time link of the terminal. */
  link: z.boolean(),
  /** A link for a new password can be sent by e-mail. */
  mail: z.boolean(),
  providers: z.array(z.object({ id: z.string(), name: z.string(), url: z.string() })),
})
export type SignInMethods = z.infer<typeof SignInMethods>

export const PasswordSignIn = z.strictObject({
  email: Email,
  password: Password,
  /** The directory that is asked, by its address; absent: whoever answers for the e-mail address. */
  way: z.string().max(60).optional(),
})
export type PasswordSignIn = z.infer<typeof PasswordSignIn>

/** Where a sign-in stands. What is between its steps is in a cookie that no script reads. */
export const SignInStep = z.discriminatedUnion('step', [
  z.object({
    step: z.literal('done'),
    /** Told this once. */
    recoveryCodes: z.array(z.string()).optional(),
  }),
  z.object({
    step: z.literal('second-factor'),
    methods: z.array(z.enum(['authenticator', 'passkey', 'recovery-code'])),
  }),
  /** The organisation demands a second factor, and there is none yet. */
  z.object({
    step: z.literal('enrol'),
    /** Passkeys work under this address. */
    passkey: z.boolean(),
  }),
])
export type SignInStep = z.infer<typeof SignInStep>

export const SecondFactor = z.strictObject({
  method: z.enum(['authenticator', 'recovery-code']),
  code: z.string().min(1).max(40),
})
export type SecondFactor = z.infer<typeof SecondFactor>

/** An answer of `navigator.credentials.get`, as WebAuthn Level 3 writes it in JSON. */
export const PasskeyUsed = z.object({
  id: Base64Url,
  rawId: Base64Url,
  type: z.literal('public-key'),
  response: z.object({
    clientDataJSON: Base64Url,
    authenticatorData: Base64Url,
    signature: Base64Url,
    userHandle: Base64Url.optional(),
  }),
  clientExtensionResults: z.object({}).default({}),
})
export type PasskeyUsed = z.infer<typeof PasskeyUsed>

/** An answer of `navigator.credentials.create`. */
export const PasskeyCreated = z.object({
  id: Base64Url,
  rawId: Base64Url,
  type: z.literal('public-key'),
  response: z.object({
    clientDataJSON: Base64Url,
    attestationObject: Base64Url,
    transports: z.array(z.string().max(20)).max(10).optional(),
  }),
  clientExtensionResults: z.object({}).default({}),
})
export type PasskeyCreated = z.infer<typeof PasskeyCreated>

/** What the browser is to be asked for, in WebAuthn's own JSON; binary is base64url. */
export const PasskeyOptions = z.object({
  challenge: z.string(),
  timeout: z.number().optional(),
  rpId: z.string().optional(),
  rp: z.object({ id: z.string().optional(), name: z.string() }).optional(),
  user: z.object({ id: z.string(), name: z.string(), displayName: z.string() }).optional(),
  pubKeyCredParams: z.array(z.object({ type: z.string(), alg: z.number() })).optional(),
  allowCredentials: z
    .array(z.object({ id: z.string(), transports: z.array(z.string()).optional() }))
    .optional(),
  excludeCredentials: z
    .array(z.object({ id: z.string(), transports: z.array(z.string()).optional() }))
    .optional(),
  authenticatorSelection: z
    .object({ residentKey: z.string().optional(), userVerification: z.string().optional() })
    .optional(),
  userVerification: z.string().optional(),
  attestation: z.string().optional(),
})
export type PasskeyOptions = z.infer<typeof PasskeyOptions>

const PasskeyName = plainText(60).min(1)
export const NewPasskey = z.strictObject({ name: PasskeyName, response: PasskeyCreated })
export type NewPasskey = z.infer<typeof NewPasskey>
export const UsedPasskey = z.strictObject({ response: PasskeyUsed })
export type UsedPasskey = z.infer<typeof UsedPasskey>
export const RenamePasskey = z.strictObject({ name: PasskeyName })
export type RenamePasskey = z.infer<typeof RenamePasskey>

/** For an authenticator app: typed, or as `uri` in a QR code. */
export const NewAuthenticator = z.object({ secret: z.string(), uri: z.string() })
export type NewAuthenticator = z.infer<typeof NewAuthenticator>
export const ConfirmCode = z.strictObject({ code: z.string().min(1).max(40) })
export type ConfirmCode = z.infer<typeof ConfirmCode>
export const RecoveryCodes = z.object({ codes: z.array(z.string()) })
export type RecoveryCodes = z.infer<typeof RecoveryCodes>

export const AskReset = z.strictObject({ email: Email })
export type AskReset = z.infer<typeof AskReset>

/** A link that works once: of an invitation, for a new password, or for a new address. */
export const TicketKind = z.enum(['invitation', 'reset', 'address'])
export type TicketKind = z.infer<typeof TicketKind>
export const ReadTicket = z.strictObject({ token: Token })
export type ReadTicket = z.infer<typeof ReadTicket>
export const TicketInfo = z.object({
  kind: TicketKind,
  name: z.string(),
  email: z.string().nullable(),
  organisation: z.string(),
  passkey: z.boolean(),
})
export type TicketInfo = z.infer<typeof TicketInfo>
export const TicketPassword = z.strictObject({ token: Token, password: Password })
export type TicketPassword = z.infer<typeof TicketPassword>
export const TicketPasskey = z.strictObject({
  token: Token,
  name: PasskeyName,
  response: PasskeyCreated,
})
export type TicketPasskey = z.infer<typeof TicketPasskey>

/** What somebody proves anew who signed in a while ago. */
export const ConfirmPassword = z.strictObject({
  password: Password,
  /** Of an authenticator app or the list; needed where there is a second factor. */
  code: z.string().max(40).optional(),
})
export type ConfirmPassword = z.infer<typeof ConfirmPassword>
export const ConfirmAnswer = z.object({ step: z.enum(['done', 'second-factor']) })
export type ConfirmAnswer = z.infer<typeof ConfirmAnswer>

export const AccountSession = z.object({
  id: z.string(),
  isCurrent: z.boolean(),
  /** `pwd`, `otp`, `hwk`, `link`… (RFC 8176, and ours). */
  methods: z.array(z.string()),
  userAgent: z.string(),
  address: z.string().nullable(),
  createdAt: z.iso.datetime(),
  lastUsedAt: z.iso.datetime(),
  endsAt: z.iso.datetime(),
})
export type AccountSession = z.infer<typeof AccountSession>

export const Account = z.object({
  person: z.object({
    id: z.string(),
    name: z.string(),
    email: z.string().nullable(),
    locale: z.string().nullable(),
    /** `local`; else another says who they are, and name and address are changed there. */
    source: z.string(),
  }),
  organisation: z.string(),
  /** Signed in so recently that passwords and factors may be changed at once. */
  isFresh: z.boolean(),
  passwordChangedAt: z.iso.datetime().nullable(),
  passkeys: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      isSynced: z.boolean(),
      createdAt: z.iso.datetime(),
      lastUsedAt: z.iso.datetime().nullable(),
    }),
  ),
  authenticatorSince: z.iso.datetime().nullable(),
  recoveryCodesLeft: z.int(),
  sessions: z.array(AccountSession),
  /** Passkeys work under the address of this page. */
  canAddPasskeys: z.boolean(),
  /** A new address is confirmed by a link that is sent to it. */
  sendsMail: z.boolean(),
  allowsPasswords: z.boolean(),
  /** One of their roles demands a second factor. */
  needsSecondFactor: z.boolean(),
})
export type Account = z.infer<typeof Account>

/** Another account of the same person, which is to become part of this one. */
export const AccountJoin = z.object({
  /** Null: nothing was begun in this browser, or it is over. */
  offer: z
    .object({
      name: z.string(),
      email: z.string().nullable(),
      counts: z.object({
        conversations: z.int(),
        files: z.int(),
        keys: z.int(),
        groups: z.int(),
      }),
    })
    .nullable(),
})
export type AccountJoin = z.infer<typeof AccountJoin>

export const UpdateAccount = z
  .strictObject({
    name: plainText(100).min(1),
    locale: z
      .string()
      .regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/)
      .max(35)
      .nullable(),
  })
  .partial()
export type UpdateAccount = z.infer<typeof UpdateAccount>
export const ChangeEmail = z.strictObject({ email: Email })
export type ChangeEmail = z.infer<typeof ChangeEmail>
/** `changed`, or `sent`: a link went to the new address, and until it is followed the old one holds. */
export const ChangedEmail = z.object({ outcome: z.enum(['changed', 'sent']) })
export type ChangedEmail = z.infer<typeof ChangedEmail>
export const ChangePassword = z.strictObject({ password: Password })
export type ChangePassword = z.infer<typeof ChangePassword>
/** How many ended. */
export const EndedSessions = z.object({ ended: z.int() })
export type EndedSessions = z.infer<typeof EndedSessions>

/** An administrator lets somebody in: by mail where there is a mail server, and by a link to hand over. */
export const CreateTicket = z.strictObject({ kind: TicketKind.exclude(['address']) })
export type CreateTicket = z.infer<typeof CreateTicket>
export const CreatedTicket = z.object({
  url: z.url(),
  expiresAt: z.iso.datetime(),
  /** It went to the person's address as well. */
  isSent: z.boolean(),
})
export type CreatedTicket = z.infer<typeof CreatedTicket>

/** What an organisation demands of sign-ins that are not another's. */
export const SignInRules = z.object({
  /** Who has one of these roles needs a second factor. */
  secondFactorRoles: z.array(Role),
  allowsPasswords: z.boolean(),
  /** A session ends when it was unused for so long… */
  idleMinutes: z
    .int()
    .min(5)
    .max(90 * 24 * 60),
  /** …and, whatever happens, so long after the sign-in. */
  longestMinutes: z
    .int()
    .min(15)
    .max(90 * 24 * 60),
})
export type SignInRules = z.infer<typeof SignInRules>
export const UpdateSignInRules = z.strictObject(SignInRules.shape).partial()
export type UpdateSignInRules = z.infer<typeof UpdateSignInRules>
