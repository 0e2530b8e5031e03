import { join } from 'node:path'
import type { Organisations } from './access/organisations.ts'
import type { Surroundings } from './cluster/surroundings.ts'
import type { Config } from './config.ts'
import type { LiveSettingsView } from './configuration/live-settings.ts'
import { systemClock } from './lib/clock.ts'
import type { Database } from './lib/database.ts'
import type { Log } from './lib/log.ts'
import { createMetering, type MeteringSetup } from './metering/metering.ts'
import { toPriceRows } from './metering/settings.ts'

interface Parts {
  config: Config
  live: LiveSettingsView<Config>
  database: Database
  organisations: Organisations
  log: Log
  surroundings: Pick<Surroundings, 'doesChores'>
  closers: (() => Promise<void> | void)[]
}

/** What is used and what it costs. Closed with the others. */
export async function openMetering(
  parts: Parts,
  hearing: Pick<MeteringSetup, 'observe' | 'onBudget'>,
) {
  const { config, live, database, organisations, log, surroundings, closers } = parts
  const metering = await createMetering({
    ...hearing,
    database,
    organisations,
    log,
    clock: systemClock,
    settings: live.view('money'),
    priceRows: toPriceRows(config.prices),
    folder: join(config.dataFolder, 'ledger'),
    doesChores: surroundings.doesChores,
  })
  closers.push(() => metering.close())
  return metering
}
