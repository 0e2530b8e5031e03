import { inspect } from 'node:util'

/**
 * Tells scripts/test-files.ts what happened in one test file, one JSON object a line: `begin` and `end` of each test,
 * with the outcome and, for a failure, the error as a person reads it.
 * @param {AsyncIterable<{ type: string, data: any }>} events of node:test
 */
// oxlint-disable-next-line import/no-default-export -- node:test takes the default export of a reporter.
export default async function* report(events) {
  const titles = []
  for await (const { type, data } of events) {
    if (type === 'test:start') {
      titles.length = data.nesting
      titles.push(data.name)
      yield line({ kind: 'begin', title: titles.join(' › ') })
    }
    if (type !== 'test:pass' && type !== 'test:fail') continue
    titles.length = data.nesting
    const title = [...titles, data.name].join(' › ')
    const { error, type: sort, duration_ms: durationMs } = data.details
    // A group is as good as its tests: only its own failure (a hook, say) counts.
    const isGroup = sort === 'suite' || error?.failureType === 'subtestsFailed'
    if (isGroup && (type === 'test:pass' || error?.failureType === 'subtestsFailed')) continue
    const outcome = isSkipped(data) ? 'skipped' : type === 'test:pass' ? 'passed' : 'failed'
    yield line({ kind: 'end', title, outcome, durationMs, error: error && describe(error) })
  }
}

const isSkipped = ({ skip, todo }) => skip !== undefined || todo !== undefined

const line = (event) => `${JSON.stringify(event)}\n`

/** node:test wraps what a test threw; the wrapper says nothing that the cause does not. */
function describe(error) {
  const cause = error.cause ?? error
  return typeof cause === 'string' ? cause : inspect(cause, { depth: 6 })
}
