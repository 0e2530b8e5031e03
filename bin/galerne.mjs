#!/usr/bin/env node
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { runInTerminal } from './child.mjs'
import { ensureInstalled } from './install.mjs'
import { ensureNode } from './node-runtime.mjs'
import { main, ROOT } from './terminal.mjs'

/** `galerne …` on whatever Node there is: the command itself is TypeScript and runs on the right one. */
const [command, ...rest] = process.argv.slice(2)
if (command === 'start') {
  // start.mjs reads the command line as its own.
  process.argv.splice(2, 1)
  await import('./start.mjs')
} else {
  await main(async () => {
    const node = await ensureNode()
    if (!existsSync(join(ROOT, 'node_modules', 'zod'))) {
      await ensureInstalled({ node, withDev: false })
    }
    const args = command === undefined ? [] : [command, ...rest]
    if (node !== process.execPath) return runInTerminal({ node, entry: 'bin/galerne.mjs', args })
    const { runCommand } = await import('../cli/main.ts')
    return runCommand(args, { environment: process.env })
  })
}
