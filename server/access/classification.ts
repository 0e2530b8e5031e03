import { Classification, stricter } from '#wire/classification.ts'
import type { Handling } from '#wire/policy.ts'
import { AppError } from '#server/lib/app-error.ts'
import type { Resource } from './authorize.ts'
import type { Principal } from './principal.ts'
import { requireAllowed } from './require-allowed.ts'

/** The class of whatever a principal does that says nothing of it: their key's, else what the organisation says. */
export function classificationOf({ grant, rules }: Principal): Classification {
  return grant?.classification ?? rules?.defaultClassification ?? 'internal'
}

/** How something of a class is to be treated where no organisation has said it. */
const UNRULED: Record<Classification, Handling> = {
  public: handling(true),
  internal: handling(true),
  restricted: handling(false),
  secret: handling(false),
}

export function handlingOf({ rules }: Principal, classification: Classification): Handling {
  return rules?.handlingOf(classification) ?? UNRULED[classification]
}

function handling(may: boolean): Handling {
  return { mayCache: may, mayKeepBodies: may, mayShare: may, retentionDays: null }
}

/** Anybody may raise a class; lowering it is a right. Throws `forbidden`. */
export function requireMayReclassify(
  principal: Principal,
  change: { from: Classification; to: Classification; kind: Resource['kind']; id?: string },
): void {
  const { from, to, kind, id } = change
  if (stricter(from, to) === to) return
  requireAllowed(principal, 'classification.lower', { kind, ...(id !== undefined && { id }) })
}

/** As a caller asks for it: it can be raised, never lowered. Throws `invalid_request` for what is no class. */
export function raisedBy(principal: Principal, wanted: string): Classification {
  const known = Classification.safeParse(wanted.trim().toLowerCase())
  if (known.success) return stricter(classificationOf(principal), known.data)
  throw new AppError(
    'invalid_request',
    `x-galerne-classification must be one of ${Classification.options.join(', ')}.`,
    { param: 'x-galerne-classification' },
  )
}
