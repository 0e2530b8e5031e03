import type { Database } from '#server/lib/database.ts'
import { PIECE_BYTES, type PieceCipher, type PieceKind } from './piece-cipher.ts'

/** Where a file's bytes are kept. In the database, so that every replica has them, backups hold them, and one transaction deletes them. */
export interface PieceStore {
  /** Piece by piece; the file is not there for anybody until the last one is. */
  write(place: PiecePlace, bytes: AsyncIterable<Buffer> | Iterable<Buffer>): Promise<void>
  read(place: PiecePlace): AsyncGenerator<Buffer, void, void>
}

export interface PiecePlace {
  tenantId: string
  fileId: string
  what: PieceKind
  cipher: PieceCipher
}

/** A megabyte: others have their turn in between. */
const BATCH = 32

/** The table `attachment_pieces`. S3 would be another one of these. */
export function createPiecesStore(database: Database): PieceStore {
  return {
    async write({ tenantId, fileId, what, cipher }, bytes) {
      let first = 0
      for await (const pieces of inBatches(bytes)) {
        const from = first
        first += pieces.length
        const sealed = pieces.map((piece, index) => cipher.seal(piece, what, from + index))
        await database.withTenant(tenantId, async (sql) => {
          const rows = sealed.map((piece, index) => ({
            tenant_id: tenantId,
            file_id: fileId,
            what,
            number: from + index,
            bytes: piece,
          }))
          await sql`insert into attachment_pieces ${sql(rows)}`
        })
      }
    },

    async *read({ tenantId, fileId, what, cipher }) {
      for (let from = 0; ; from += BATCH) {
        const rows = await database.withTenant(
          tenantId,
          (sql) => sql<{ number: number; bytes: Buffer }[]>`
            select number, bytes from attachment_pieces
            where file_id = ${fileId} and what = ${what} and number >= ${from}
            order by number limit ${BATCH}`,
        )
        for (const { number, bytes } of rows) yield cipher.open(Buffer.from(bytes), what, number)
        if (rows.length < BATCH) return
      }
    },
  }
}

async function* inBatches(
  bytes: AsyncIterable<Buffer> | Iterable<Buffer>,
): AsyncGenerator<Buffer[], void, void> {
  let waiting: Buffer[] = []
  let length = 0
  for await (const chunk of bytes) {
    waiting.push(chunk)
    length += chunk.length
    if (length < BATCH * PIECE_BYTES) continue
    const { pieces, rest } = cut(Buffer.concat(waiting))
    yield* groups(pieces)
    waiting = [rest]
    length = rest.length
  }
  const { pieces, rest } = cut(Buffer.concat(waiting))
  yield* groups(rest.length > 0 ? [...pieces, rest] : pieces)
}

function* groups(pieces: readonly Buffer[]): Generator<Buffer[], void, void> {
  for (let at = 0; at < pieces.length; at += BATCH) yield pieces.slice(at, at + BATCH)
}

function cut(bytes: Buffer): { pieces: Buffer[]; rest: Buffer } {
  const pieces: Buffer[] = []
  let at = 0
  for (; at + PIECE_BYTES <= bytes.length; at += PIECE_BYTES) {
    pieces.push(bytes.subarray(at, at + PIECE_BYTES))
  }
  return { pieces, rest: bytes.subarray(at) }
}
