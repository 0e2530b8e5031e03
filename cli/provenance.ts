import { readFileSync } from 'node:fs'
import { createHash } from 'node:crypto'
import { z } from 'zod'
import { PROVENANCE_CONTEXT, PublishedKeys, SignedProvenance } from '#wire/provenance.ts'
import { exactText, wordsOf } from '#wire/provenance-text.ts'
import type { JsonValue } from '#server/lib/canonical-json.ts'
import { parseJson } from '#server/lib/parse-json.ts'
import { verifyJson } from '#server/lib/signed-json.ts'
import { codeOf } from '#server/lib/thrown.ts'
import { CommandError, EXIT_USAGE, type Command, type Terminal } from './command.ts'
import { readOptions } from './options.ts'

const usage = `galerne provenance verify RECORD --keys KEYS [--text TEXT]

  Checks a signed record of a text offline. RECORD is the file with the record, as the page /check and the API give
  it; KEYS is a file, or several, with the published keys, which anybody finds at
  https://…/.well-known/galerne-provenance.json. With --text: also that the record speaks of this text.
  Ends with 0 where all is true, with 1 where not.
  --json    the result as JSON`

const OPTIONS = {
  keys: { type: 'string', multiple: true },
  text: { type: 'string' },
  json: { type: 'boolean' },
} as const

/** What was found out, in the order in which it is asked. */
interface Verdict {
  isSigned: boolean
  /** Null: no text was given. */
  match: 'exact' | 'words' | 'none' | null
}

export const provenanceCommand: Command = {
  summary: 'check the signed record of a text offline',
  usage,
  run(args, terminal) {
    const { values, positionals } = readOptions(args, OPTIONS, usage)
    const [verb, path, ...more] = positionals
    if (verb !== 'verify' || path === undefined || more.length > 0 || !values.keys) {
      throw new CommandError(usage, EXIT_USAGE)
    }
    const signed = readAs(path, SignedProvenance, 'a signed record')
    // As it is in the file: what somebody wrote into it is to make it false, not to be passed over.
    const { record: raw } = readAs(path, z.object({ record: z.json() }), 'a signed record')
    const keys = values.keys.flatMap((file) => readAs(file, PublishedKeys, 'published keys').keys)
    const text = values.text === undefined ? null : readText(values.text)
    const verdict: Verdict = {
      isSigned: isSignedBy(signed, raw, keys),
      match: text === null ? null : compare(text, signed),
    }
    tell(verdict, signed, { terminal, isJson: values.json ?? false })
    return Promise.resolve(verdict.isSigned && verdict.match !== 'none' ? 0 : 1)
  },
}

function isSignedBy(
  { record, signature }: SignedProvenance,
  raw: JsonValue,
  keys: PublishedKeys['keys'],
): boolean {
  const key = keys.find(({ kid }) => kid === record.key)
  if (!key) return false
  // What a retired key signs afterwards does not count. (Who stole it could still antedate.)
  const isInTime =
    record.signedAt >= key.from && (key.until === null || record.signedAt <= key.until)
  return isInTime && verifyJson(raw, PROVENANCE_CONTEXT, { signature, publicKey: key.x })
}

function compare(text: string, { record }: SignedProvenance): Verdict['match'] {
  if (sha256(exactText(text)) === record.text.sha256) return 'exact'
  return sha256(wordsOf(text)) === record.text.wordsSha256 ? 'words' : 'none'
}

function tell(
  { isSigned, match }: Verdict,
  { record }: SignedProvenance,
  { terminal, isJson }: { terminal: Terminal; isJson: boolean },
): void {
  if (isJson) {
    terminal.print(JSON.stringify({ isSigned, match, record }, null, 2))
    return
  }
  if (!isSigned) {
    terminal.print('FALSE: none of these keys has signed this record.')
    return
  }
  if (match === 'none') {
    terminal.print('FALSE: the record is genuine, but speaks of another text.')
    return
  }
  const { organisation, model, generatedAt, approval, evidence } = record
  const how = evidence === 'observed' ? 'was written by' : 'is said by them to be written by'
  const marks = match === 'words' ? ' Only marks such as bold type differ.' : ''
  const approved = approval
    ? `A person approved it on ${approval.at}${approval.isFourEyes ? ', on somebody else’s request' : ''}.`
    : 'No approval by a person is recorded.'
  const what = match === null ? 'The text of this record' : 'This text'
  terminal.print(`TRUE: ${what} ${how} ${model} for ${organisation} on ${generatedAt}.${marks}`)
  terminal.print(approved)
}

function readAs<Schema extends z.ZodType>(
  path: string,
  schema: Schema,
  what: string,
): z.infer<Schema> {
  const read = schema.safeParse(parseJson(readText(path)))
  if (read.success) return read.data
  throw new CommandError(`${path} does not hold ${what}.`)
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    const why = codeOf(error) === 'ENOENT' ? 'There is no such file' : 'It cannot be read'
    throw new CommandError(`${path}: ${why}.`)
  }
}

function sha256(text: string): string {
  return createHash('sha256').update(text.toWellFormed(), 'utf8').digest('hex')
}
