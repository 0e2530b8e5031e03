import { z } from 'zod'
import { parseJson } from '#server/lib/parse-json.ts'
import type { NameId } from './logout-messages.ts'

const Stored = z.object({
  value: z.string(),
  format: z.string().nullable(),
  nameQualifier: z.string().nullable(),
  spNameQualifier: z.string().nullable(),
})

interface Attributes {
  Format?: string | undefined
  NameQualifier?: string | undefined
  SPNameQualifier?: string | undefined
}

/** The whole name by which a provider knows somebody: a sign-out must repeat all of it. */
export function toNameId(value: string, attributes: Attributes): NameId {
  const { Format, NameQualifier, SPNameQualifier } = attributes
  return {
    value,
    format: Format ?? null,
    nameQualifier: NameQualifier ?? null,
    spNameQualifier: SPNameQualifier ?? null,
  }
}

export function readNameId(json: string): NameId {
  return Stored.parse(parseJson(json))
}
