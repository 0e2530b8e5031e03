#!/usr/bin/env node
import { runInTerminal } from './child.mjs'
import { ensureInstalled } from './install.mjs'
import { ensureModel } from './model.mjs'
import { ensureNode } from './node-runtime.mjs'
import { ensureSystemPackages } from './system-packages.mjs'
import { main } from './terminal.mjs'
import { ensureWebBuilt } from './web-build.mjs'

/** `npm test [-- pattern]`: whatever the tests need is fetched and built, then everything runs. */
await main(async () => {
  const node = await ensureNode()
  await ensureInstalled({ node, withDev: true })
  await ensureSystemPackages()
  await ensureModel({ node, isForTests: true })
  await ensureWebBuilt(node)
  return runInTerminal({ node, entry: 'scripts/run-tests.ts', args: process.argv.slice(2) })
})
