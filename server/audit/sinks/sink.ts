/** What goes out next, of one trail. */
export interface Delivery {
  tenantId: string
  origin: string
  /** The number of the first entry. */
  from: number
  /** Byte for byte as they are hashed. */
  records: readonly string[]
  /** Checkpoints of what was delivered with this or before, the oldest first. */
  checkpoints: readonly { size: number; note: string; timeStamp: string | null }[]
  /** Those that sign and signed, as notes name them. */
  keys: readonly string[]
  /** Of the tree before the first entry that there is, base64: of a trail whose beginning is archived. */
  prefix: readonly string[]
}

/** Somewhere that keeps what happened, out of reach of whoever runs this. */
export interface Sink {
  id: string
  /** Takes entries only together with a checkpoint that signs them: one object a minute, not one a second. */
  isSignedOnly?: boolean
  /** False: it wants nothing of this organisation yet. Absent: always something. */
  isDue?(tenantId: string): boolean
  /** Where it is by itself, of a trail; undefined: only the database knows. */
  findEnd?(trail: Omit<Delivery, 'records' | 'checkpoints'>): {
    entries: number
    checkpoints: number
  }
  /** Resolves when all of it has arrived for good. Throws, in words for people, where it has not: it comes again then. */
  deliver(delivery: Delivery): Promise<void>
  close(): Promise<void>
}

/** What names of files and objects of a trail begin with. */
export function slugOf(origin: string): string {
  return origin.replaceAll(/[^a-z0-9.-]+/gi, '_')
}
