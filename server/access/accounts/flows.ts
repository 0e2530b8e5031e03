import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { AppError } from '#server/lib/app-error.ts'
import type { Clock } from '#server/lib/clock.ts'
import type { SecretBox } from '#server/lib/secret-box.ts'
import { parseJson } from '#server/lib/parse-json.ts'
import type { Attempts } from './attempts.ts'

/** How long somebody may take between two steps. */
export const FLOW_MS = 10 * 60_000

const Person = { tenantId: z.string(), personId: z.string() }
const Flow = z.discriminatedUnion('kind', [
  /** A passkey was asked for; by whom is not known yet. */
  z.object({ kind: z.literal('passkey'), challenge: z.string() }),
  /** The first factor was right; more is needed. */
  z.object({
    kind: z.literal('step'),
    ...Person,
    email: z.string(),
    methods: z.array(z.string()),
    needs: z.enum(['second-factor', 'enrol']),
    /** Of an authenticator app that is being added. */
    secret: z.string().optional(),
    /** Of a passkey that was asked for. */
    challenge: z.string().optional(),
  }),
  /** Somebody who is signed in adds a passkey, or proves anew who they are. */
  z.object({ kind: z.literal('own'), sessionId: z.string(), challenge: z.string() }),
  z.object({ kind: z.literal('authenticator'), sessionId: z.string(), secret: z.string() }),
  /** Somebody wants this account to become part of the one that they sign in to next. */
  z.object({ kind: z.literal('join'), ...Person, sessionId: z.string() }),
  /** An invitation is accepted with a passkey. */
  z.object({ kind: z.literal('invited'), ...Person, challenge: z.string() }),
])
export type Flow = z.infer<typeof Flow>
export type FlowKind = Flow['kind']
export type FlowOf<Kind extends FlowKind> = Extract<Flow, { kind: Kind }>

const Sealed = z.object({ id: z.string(), endsMs: z.number(), flow: Flow })

/** A flow that came back from the browser that it was given to. */
export interface OpenFlow<Kind extends FlowKind> {
  flow: FlowOf<Kind>
  /** True once, for whatever process: after that, the flow is good for nothing. */
  spend(): Promise<boolean>
  /** The same flow, with something added. */
  reseal(change: Partial<FlowOf<Kind>>): string
}

/**
 * What is between the steps of a sign-in. Sealed, in a cookie of the browser that began it: no other browser can go on with
 * it, nothing of it can be read or changed, and what strangers begin takes no room here.
 */
export interface Flows {
  begin(flow: Flow): string
  /** Undefined: none, changed, of another kind, or too old. */
  open<Kind extends FlowKind>(sealed: string | undefined, kind: Kind): OpenFlow<Kind> | undefined
}

export function createFlows(options: {
  box: SecretBox
  clock: Clock
  attempts: Pick<Attempts, 'spend'>
}): Flows {
  const { box, clock, attempts } = options
  const seal = (id: string, endsMs: number, flow: Flow) =>
    box.seal(JSON.stringify({ id, endsMs, flow }), CONTEXT)
  return {
    begin: (flow) => seal(randomBytes(16).toString('base64url'), clock.now() + FLOW_MS, flow),

    open(sealed, kind) {
      const opened = read(box, sealed)
      if (!opened || opened.endsMs <= clock.now()) return undefined
      const { id, endsMs, flow } = opened
      if (!isOf(flow, kind)) return undefined
      return {
        flow,
        spend: () => attempts.spend(`flow ${id}`, endsMs),
        reseal: (change) => seal(id, endsMs, { ...flow, ...change }),
      }
    },
  }
}

/** A sign-in after its first step. Throws `unauthenticated` where there is none that needs this. */
export function openStep(
  flows: Flows,
  sealed: string | undefined,
  needs: FlowOf<'step'>['needs'],
): OpenFlow<'step'> {
  const opened = flows.open(sealed, 'step')
  if (opened?.flow.needs === needs) return opened
  throw new AppError('unauthenticated', 'This took too long. Sign in again.')
}

const CONTEXT = 'sign-in flow'

function read(box: SecretBox, sealed: string | undefined): z.infer<typeof Sealed> | undefined {
  if (sealed === undefined) return undefined
  try {
    return Sealed.safeParse(parseJson(box.open(sealed, CONTEXT))).data
  } catch {
    // Not one of ours, or of a key that is gone.
    return undefined
  }
}

function isOf<Kind extends FlowKind>(flow: Flow, kind: Kind): flow is FlowOf<Kind> {
  return flow.kind === kind
}
