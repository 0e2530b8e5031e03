import { Reloaded } from '#wire/configuration.ts'
import type { Command } from './command.ts'
import { findLocalServer } from './local-server.ts'
import { readOptions } from './options.ts'

const usage = `galerne reload [--data FOLDER]

  Has the Galerne that runs read galerne.yaml anew: providers, routes, prices, place, cache, model.default, log.level and most of
  telemetry and money hold for calls that begin from now on. What cannot be used is refused with its line, and nothing changes.
  Settings that take effect at the next start only are named.`

export const reloadCommand: Command = {
  summary: 'take over what has changed in galerne.yaml',
  usage,
  async run(args, terminal) {
    const { values } = readOptions(args, { data: { type: 'string' } }, usage)
    const server = findLocalServer(values.data, terminal)
    const { changed, needsRestart } = await server.call({
      method: 'POST',
      path: '/api/configuration/reload',
      answer: Reloaded,
    })
    terminal.note(
      changed.length > 0 ? `Taken over: ${changed.join(', ')}.` : 'Nothing has changed.',
    )
    if (needsRestart.length > 0) {
      terminal.note(`Takes effect at the next start: ${needsRestart.join(', ')}.`)
    }
    return 0
  },
}
