import { SignInLink } from '#wire/access.ts'
import type { Command } from './command.ts'
import { findLocalServer } from './local-server.ts'
import { readOptions } from './options.ts'

const usage = `galerne sign-in-link [--data FOLDER]

  Prints a fresh link that signs a browser in: once, within 15 minutes.`

export const signInLinkCommand: Command = {
  summary: 'print a fresh one-time link that signs a browser in',
  usage,
  async run(args, terminal) {
    const { values } = readOptions(args, { data: { type: 'string' } }, usage)
    const server = findLocalServer(values.data, terminal)
    const { url } = await server.call({
      method: 'POST',
      path: '/api/sign-in-links',
      answer: SignInLink,
    })
    terminal.print(url)
    return 0
  },
}
