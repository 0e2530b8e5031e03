import { RotatedSecrets } from '#wire/configuration.ts'
import type { Command } from './command.ts'
import { findLocalServer } from './local-server.ts'
import { readOptions } from './options.ts'

const usage = `galerne secrets rotate [--data FOLDER]

  Has the Galerne that runs seal everything anew that it keeps secret (keys of providers, second factors, signing keys),
  under a new key, while people go on working. A key in the file “secrets-key” is made and the old one dropped; keys in
  galerne.yaml are yours: put the new one first, start Galerne anew, run this, then take the old one out.`

export const secretsCommand: Command = {
  summary: 'seal stored secrets anew, under a new key',
  usage,
  async run(args, terminal) {
    const { values, positionals } = readOptions(args, { data: { type: 'string' } }, usage)
    if (positionals.length !== 1 || positionals[0] !== 'rotate') {
      terminal.note(usage)
      return 2
    }
    const { rewrapped, oldKeys } = await findLocalServer(values.data, terminal).call({
      method: 'POST',
      path: '/api/secrets/rotation',
      answer: RotatedSecrets,
    })
    terminal.note(`Sealed anew: ${rewrapped} secrets.`)
    if (oldKeys > 0) {
      terminal.note(`Take all keys but the first out of “secrets.keys” in galerne.yaml.`)
    }
    return 0
  },
}
