import { DIALECT_NAMES, type DialectName } from './conversation.ts'

/**
 * Signatures and encrypted thoughts mean something only to the kind of provider that made them, and are refused by any other.
 * They travel through callers of other dialects and come back, so they carry whose they are. No encoding of them has a colon.
 */
export function markProof(dialect: DialectName, proof: string): string {
  return `${dialect}:${proof}`
}

/** The proof as its maker wrote it; undefined: there is none, or it is somebody else's. */
export function proofFor(dialect: DialectName, marked: string | undefined): string | undefined {
  return marked?.startsWith(`${dialect}:`) ? marked.slice(dialect.length + 1) : undefined
}

/** A proof that came from a caller: one without a mark passed untouched through us, so it is of the caller's own dialect. */
export function proofFromCaller(dialect: DialectName, proof: string): string {
  const isMarked = DIALECT_NAMES.some((name) => proof.startsWith(`${name}:`))
  return isMarked ? proof : markProof(dialect, proof)
}
