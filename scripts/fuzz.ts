/**
 * Random inputs for what reads bytes of strangers, each held against a reference: the scanner of JSON against JSON.parse, the
 * readers of HTTP against node's own parser. For the night; `npm test` has a slice of each.
 *
 *   npm run fuzz -- [--cases 1000000] [--seed 42]
 */
import { parseArgs } from 'node:util'
import { checkRandomRequest } from '../server/http/fast/request-fuzz-testing.ts'
import { checkRandomJson } from '../server/lib/json-scan-fuzz-testing.ts'
import { createRandom } from '../server/lib/random-testing.ts'
import { checkRandomResponse } from '../server/providers/http-client/response-fuzz-testing.ts'

const { values } = parseArgs({
  options: {
    cases: { type: 'string', default: '1000000' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  },
})
const cases = Number(values.cases)
const CHECKS = {
  'JSON bodies': checkRandomJson,
  'heads of requests': checkRandomRequest,
  'answers of providers': checkRandomResponse,
}

let problems = 0
for (const [name, check] of Object.entries(CHECKS)) {
  const random = createRandom(Number(values.seed))
  const startedAtMs = performance.now()
  for (let index = 0; index < cases; index += 1) {
    const problem = check(random)
    if (problem === undefined) continue
    problems += 1
    process.stderr.write(`${name}, seed ${values.seed}, case ${index}: ${problem}\n`)
  }
  const seconds = ((performance.now() - startedAtMs) / 1000).toFixed(1)
  process.stdout.write(`${name}: ${cases} cases with seed ${values.seed} in ${seconds} s\n`)
}
process.stdout.write(problems === 0 ? 'No difference found.\n' : `${problems} differences.\n`)
process.exitCode = problems === 0 ? 0 : 1
