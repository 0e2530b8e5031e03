const LF = 10
/** A longer line is left out: it holds no usage that could be read. */
const MAX_LINE_BYTES = 64 * 1024 * 1024

/** The lines of a file, one after the other. */
export async function* readLines(chunks: AsyncIterable<Buffer>): AsyncGenerator<string> {
  let rest: Buffer[] = []
  let restBytes = 0
  for await (const chunk of chunks) {
    let bytes = chunk
    for (let lf = bytes.indexOf(LF); lf >= 0; lf = bytes.indexOf(LF)) {
      yield Buffer.concat([...rest, bytes.subarray(0, lf)]).toString('utf8')
      rest = []
      restBytes = 0
      bytes = bytes.subarray(lf + 1)
    }
    if (restBytes + bytes.length > MAX_LINE_BYTES) continue
    rest.push(bytes)
    restBytes += bytes.length
  }
  if (restBytes > 0) yield Buffer.concat(rest).toString('utf8')
}
