import { z } from 'zod'
import {
  Dimension,
  DrillReport,
  DrillState,
  LiveDrill,
  type DrilledModel,
  type Loss,
} from '#wire/dependence.ts'
import { CommandError, EXIT_USAGE, type Command, type Terminal } from './command.ts'
import { findLocalServer, type LocalServer } from './local-server.ts'
import { readOptions } from './options.ts'

const usage = `galerne drill --lose WHAT [--days 7]
galerne drill --lose WHAT --live MINUTES
galerne drill --end
galerne drill

  What would happen without a provider, an operator, a jurisdiction or a region. WHAT is its name, or
  operator:NAME, jurisdiction:NAME, region:NAME where two have the same one.
  Without --live nothing changes: the calls of the last days are played through the routes.
  With --live it is taken away from real calls, for so many minutes; --end gives it back at once.
  Without any of these: what can be lost, and whether a drill runs.
  --json          the report as JSON
  --data FOLDER   the data folder of the Galerne that runs, if it is not ./data`

const OPTIONS = {
  data: { type: 'string' },
  lose: { type: 'string' },
  days: { type: 'string' },
  live: { type: 'string' },
  end: { type: 'boolean' },
  json: { type: 'boolean' },
} as const

export const drillCommand: Command = {
  summary: 'rehearse the loss of a provider, an operator, a jurisdiction or a region',
  usage,
  async run(args, terminal) {
    const { values, positionals } = readOptions(args, OPTIONS, usage)
    if (positionals.length > 0) throw new CommandError(usage, EXIT_USAGE)
    const server = findLocalServer(values.data, terminal)
    if (values.end) return end(server, terminal)
    const state = await server.call({ method: 'GET', path: '/api/drill', answer: DrillState })
    if (values.lose === undefined) return show(state, terminal)
    const lose = toLoss(values.lose, state)
    if (values.live !== undefined) {
      return goLive(server, terminal, { lose, minutes: toNumber(values.live, '--live') })
    }
    const days = values.days === undefined ? 7 : toNumber(values.days, '--days')
    const body = { mode: 'dry', lose, days }
    const report = await server.call({
      method: 'POST',
      path: '/api/drill',
      body,
      answer: DrillReport,
    })
    terminal.print(values.json ? JSON.stringify(report, null, 2) : describe(report))
    return report.failingCalls > 0 ? 1 : 0
  },
}

async function goLive(
  server: LocalServer,
  terminal: Terminal,
  { lose, minutes }: { lose: Loss; minutes: number },
): Promise<number> {
  const body = { mode: 'live', lose, minutes }
  const drill = await server.call({ method: 'POST', path: '/api/drill', body, answer: LiveDrill })
  terminal.note(
    `${lose.name} (${lose.by}) takes no calls until ${drill.until}. “galerne drill --end” ends it now.`,
  )
  return 0
}

async function end(server: LocalServer, terminal: Terminal): Promise<number> {
  await server.call({ method: 'DELETE', path: '/api/drill', answer: z.undefined() })
  terminal.note('No drill runs any more.')
  return 0
}

function show({ live, choices }: DrillState, terminal: Terminal): number {
  if (live) terminal.note(`A drill runs until ${live.until}: without ${live.lose.name}.`)
  for (const { by, name, deployments } of choices) {
    const count = `${deployments} deployment${deployments === 1 ? '' : 's'}`
    terminal.print(`${by.padEnd(13)} ${count.padEnd(16)} ${name}`)
  }
  return 0
}

/** `operator:Contoso`, or a name that only one dimension has. */
function toLoss(text: string, { choices }: DrillState): Loss {
  const [first = '', ...rest] = text.split(':')
  const by = Dimension.safeParse(first)
  if (by.success && rest.length > 0) return { by: by.data, name: rest.join(':') }
  const alike = choices.filter(({ name }) => name.toLowerCase() === text.toLowerCase())
  const same = alike.filter(({ name }) => name === text)
  const found = same.length > 0 ? same : alike
  const [one, another] = found
  if (one && another) {
    const ways = found.map((choice) => `${choice.by}:${choice.name}`).join(' or ')
    throw new CommandError(`Several things are called “${text}”. Say ${ways}.`, EXIT_USAGE)
  }
  // The server knows what is near to it.
  return one ? { by: one.by, name: one.name } : { by: 'provider', name: text }
}

function toNumber(text: string, option: string): number {
  if (/^[1-9]\d{0,3}$/.test(text)) return Number(text)
  throw new CommandError(`${option} ${text} is not a whole number above 0.`, EXIT_USAGE)
}

function describe(report: DrillReport): string {
  const { lose, calls, affectedCalls, failingCalls, currency, models, lost } = report
  const span = `${report.from.slice(0, 10)} to ${report.until.slice(0, 10)}`
  const head = [
    `Without ${lose.name} (${lose.by}), ${span}: ${lost.length} ${lost.length === 1 ? 'deployment' : 'deployments'} gone.`,
    `Of ${calls} calls ${affectedCalls} would have gone elsewhere or nowhere; ${failingCalls} would have failed.`,
    '',
  ]
  const rows = models
    .filter(({ verdict }) => verdict !== 'unaffected')
    .map((model) => `  ${rowOf(model, currency)}`)
  if (rows.length === 0) rows.push('  No call of that time would have been touched.')
  return [...head, ...rows].join('\n')
}

function rowOf(model: DrilledModel, currency: string): string {
  const { affectedCalls, verdict, to } = model
  const what = verdict === 'fails' ? 'FAILS: nobody else has it' : `→ ${to ?? ''}`
  const calls = `${affectedCalls} call${affectedCalls === 1 ? '' : 's'}`.padEnd(12)
  const cost = verdict === 'moves' ? `; ${costOf(model, currency)}, ${speedOf(model)}` : ''
  return `${calls} ${model.model.padEnd(28)} ${what}${cost}`
}

function costOf({ microsBefore, microsAfter }: DrilledModel, currency: string): string {
  if (microsBefore === null || microsAfter === null) return 'cost not known'
  const amount = new Intl.NumberFormat('en', { maximumSignificantDigits: 3 })
  return `${amount.format(microsBefore / 1e6)} → ${amount.format(microsAfter / 1e6)} ${currency}`
}

function speedOf({ latencyBeforeMs, latencyAfterMs }: DrilledModel): string {
  if (latencyBeforeMs === null || latencyAfterMs === null) return 'speed not measured'
  return `${latencyBeforeMs} → ${latencyAfterMs} ms to the first word`
}
