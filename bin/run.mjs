#!/usr/bin/env node
import { runInTerminal } from './child.mjs'
import { ensureInstalled } from './install.mjs'
import { ensureNode } from './node-runtime.mjs'
import { main, Stop } from './terminal.mjs'

/** `node bin/run.mjs entry.ts …`: a development script, from a fresh clone as well, on the right Node. */
await main(async () => {
  const [entry, ...args] = process.argv.slice(2)
  if (!entry) throw new Stop('Say what to run: node bin/run.mjs scripts/check.ts', 2)
  const node = await ensureNode()
  await ensureInstalled({ node, withDev: true })
  return runInTerminal({ node, entry, args })
})
