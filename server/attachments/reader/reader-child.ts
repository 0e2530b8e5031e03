import { buffer } from 'node:stream/consumers'
import { closeOff } from './closed-off.ts'
import { readFile } from './read-file.ts'

/** The program of one file: its name's length, its name, its bytes in; what was read in it out, as JSON and a picture's bytes. */
closeOff()
const given = await buffer(process.stdin)
const nameBytes = given.readUInt32BE(0)
const name = given.toString('utf8', 4, 4 + nameBytes)
const reading = await readFile(name, given.subarray(4 + nameBytes))
const { bytes, ...said } = { bytes: undefined, ...reading }
process.stdout.write(`${JSON.stringify(said)}\n`)
if (bytes) process.stdout.write(bytes)
