import type { SignInStep } from '#wire/accounts.ts'

/** What a request says of the browser that sends it. */
export interface Browser {
  userAgent: string
  address: string | null
  /** What it shows for having signed in before. */
  deviceToken?: string | undefined
}

/** Whether the page's address allows passkeys to be enrolled is added by its routes, which know it. */
type Step = Exclude<SignInStep, { step: 'enrol' }> | { step: 'enrol' }

/** What the browser gets: where the sign-in stands, and what it keeps in cookies. */
export interface Outcome {
  step: Step
  /** Signed in. */
  sessionToken?: string
  deviceToken?: string
  /** To go on with. */
  flow?: string
}
