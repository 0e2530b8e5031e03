import type { Clock } from '#server/lib/clock.ts'
import type { MalwareScanner } from './malware-scanner.ts'

/** The file that every scanner finds, and that does nothing (EICAR, 2003). In two parts, so that none finds this one. */
const TEST_FILE = [
  'X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD',
  '-ANTIVIRUS-TEST-FILE!$H+H*',
].join('')
const PROVEN_MS = 600_000

/**
 * A scanner that has to find the test file before it is believed, and every ten minutes anew: one whose engine is missing lets
 * everything pass (c-icap's does), and looks like one that finds nothing.
 */
export function createProvenScanner(scanner: MalwareScanner, clock: Clock): MalwareScanner {
  let provenAt: number | undefined
  return {
    async isClean(bytes, signal) {
      const now = clock.now()
      if (provenAt === undefined || now - provenAt > PROVEN_MS) {
        if (await scanner.isClean([Buffer.from(TEST_FILE)], signal)) {
          throw new Error('the scanner lets the EICAR test file pass: it is not looking')
        }
        provenAt = now
      }
      return scanner.isClean(bytes, signal)
    },
  }
}
