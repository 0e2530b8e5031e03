#!/usr/bin/env node
import { runInTerminal } from './child.mjs'
import { ensureInstalled } from './install.mjs'
import { ensureModel } from './model.mjs'
import { ensureNode } from './node-runtime.mjs'
import { readStartOptions, USAGE } from './start-options.mjs'
import { main, say } from './terminal.mjs'
import { ensureWebBuilt } from './web-build.mjs'

/** `npm start`: whatever is missing is fetched and built once, then the server runs in this terminal. */
await main(async () => {
  const args = process.argv.slice(2)
  const options = readStartOptions(args, process.env)
  if (options.help) {
    say(USAGE)
    return 0
  }
  const node = await ensureNode()
  await ensureInstalled({ node, withDev: false })
  if (!options['no-model']) await ensureModel({ node, config: options.config, data: options.data })
  await ensureWebBuilt(node)
  return runInTerminal({ node, entry: 'server/main.ts', args })
})
