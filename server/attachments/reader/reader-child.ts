import { buffer } from 'node:stream/consumers'
import { closeOff } from './closed-off.ts'
import { drawPages } from './draw-pages.ts'
import { readFile } from './read-file.ts'

/**
 * The program of one file. In: the length of a line of JSON, that line (`name`; `draw`: numbers of pages), the file. Out: what
 * was read in it, as JSON, and a picture's bytes; or, of pages that were asked for, number, width and height (four bytes each),
 * then the page, one after the other.
 */
closeOff()
const given = await buffer(process.stdin)
const end = 4 + given.readUInt32BE(0)
// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- reader-process.ts writes it
const { name, draw } = JSON.parse(given.toString('utf8', 4, end)) as {
  name: string
  draw?: number[]
}
const file = given.subarray(end)
if (draw) {
  for await (const { number, width, height, grey } of drawPages(name, file, draw)) {
    const head = Buffer.alloc(12)
    head.writeUInt32BE(number)
    head.writeUInt32BE(width, 4)
    head.writeUInt32BE(height, 8)
    process.stdout.write(head)
    process.stdout.write(grey)
  }
} else {
  const { bytes, ...said } = { bytes: undefined, ...(await readFile(name, file)) }
  process.stdout.write(`${JSON.stringify(said)}\n`)
  if (bytes) process.stdout.write(bytes)
}
