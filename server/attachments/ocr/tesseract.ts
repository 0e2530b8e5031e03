import type { Log } from '#server/lib/log.ts'
import type { DrawnPage } from '../reader/draw-pages.ts'
import { runLimited, type Program } from '../reading/limited-process.ts'
import { PAGES_AT_A_TIME, type DrawPages } from '../reading/page-drawer.ts'
import { readTsv } from './read-tsv.ts'
import type { RecognisedPage, Recogniser } from './recogniser.ts'

export interface TesseractOptions {
  /** A path, or a name that the system finds. */
  program: string
  /** Names of its training data, such as `deu`; empty: those that it has. */
  languages: readonly string[]
  /** Of one page. */
  timeoutMs: number
  draw: DrawPages
  log: Log
}

const MEMORY_MIB = 1024
const MAX_OUTPUT_BYTES = 16 * 1024 * 1024
/** More at once make it slow, and worse. */
const MAX_LANGUAGES = 6
const PATH = '/usr/local/bin:/usr/bin:/bin'

/**
 * Tesseract, as the system has it. It gets pages that the reader's process has drawn, as plain grey pixels, so that nothing
 * that a stranger wrote is parsed by it; no environment, and no network where the system lets us say so (unshare(1)).
 */
export function createTesseract(options: TesseractOptions): Recogniser {
  const { program, draw, log } = options
  let ready: Promise<Ready> | undefined
  return {
    id: `tesseract ${options.languages.join('+')}`,
    async recognise({ name, bytes, pages }, { signal }) {
      ready ??= prepare(options)
      // Tried again with the next file, should it be installed meanwhile.
      ready.catch(() => (ready = undefined))
      const { languages, wrap } = await ready
      const read: RecognisedPage[] = []
      for (let at = 0; at < pages.length; at += PAGES_AT_A_TIME) {
        const drawn = await draw(name, bytes, pages.slice(at, at + PAGES_AT_A_TIME))
        for (const page of drawn) {
          signal.throwIfAborted()
          const args = ['stdin', 'stdout', '-l', languages.join('+'), '--psm', '3', 'tsv']
          const run = await runLimited(wrap(program, args), [toPgm(page)], {
            timeMs: options.timeoutMs,
            residentMiB: MEMORY_MIB,
            maxOutputBytes: MAX_OUTPUT_BYTES,
          })
          if (run.code === 0) read.push({ number: page.number, ...readTsv(String(run.output)) })
          else log.warn('attachments.ocr_ended', { code: run.code, exceeded: run.exceeded })
        }
      }
      return read
    },
  }
}

interface Ready {
  languages: readonly string[]
  wrap: (command: string, args: readonly string[]) => Program
}

const plain: Ready['wrap'] = (command, args) => ({
  command,
  args,
  env: { PATH, OMP_THREAD_LIMIT: '1', LC_ALL: 'C.UTF-8' },
  cwd: '/',
})
/** A namespace of its own, in which there is no network. */
const withoutNetwork: Ready['wrap'] = (command, args) =>
  plain('unshare', ['--user', '--map-root-user', '--net', '--', command, ...args])

const SHORT = { timeMs: 10_000, residentMiB: MEMORY_MIB, maxOutputBytes: 64 * 1024 }

async function prepare({ program, languages, log }: TesseractOptions): Promise<Ready> {
  const isApart = await runLimited(withoutNetwork('true', []), [], SHORT).then(
    ({ code }) => code === 0,
    () => false,
  )
  const wrap = isApart ? withoutNetwork : plain
  const { code, output } = await runLimited(wrap(program, ['--list-langs']), [], SHORT)
  // The first line says where they are; `osd` and `equ` are no languages.
  const there = String(output).trim().split('\n').slice(1)
  const known = there.filter((name) => name !== 'osd' && name !== 'equ')
  const wanted = languages.length > 0 ? languages : known.slice(0, MAX_LANGUAGES)
  const missing = wanted.filter((name) => !known.includes(name))
  if (code !== 0 || wanted.length === 0 || missing.length > 0) {
    throw new Error(`tesseract: ${missing.length > 0 ? `no data for ${missing.join(', ')}` : code}`)
  }
  log.info('attachments.ocr_ready', { languages: wanted, isApartFromNetwork: isApart })
  return { languages: wanted, wrap }
}

/** Portable greymap (netpbm, binary): a head of three numbers, then the pixels. */
function toPgm({ width, height, grey }: DrawnPage): Buffer {
  return Buffer.concat([Buffer.from(`P5\n${width} ${height}\n255\n`), grey])
}
