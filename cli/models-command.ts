import type { Command } from './command.ts'
import { modelsCommand, MODELS_USAGE } from './models.ts'

/** `galerne models …`, for the frame in main.ts. Ctrl-C stops a pull cleanly: it goes on from there next time. */
export const modelsEntry: Command = {
  summary: 'list, fetch, verify and remove the models on this machine',
  usage: MODELS_USAGE,
  async run(args, terminal) {
    const stopped = new AbortController()
    const stop = () => stopped.abort()
    process.once('SIGINT', stop)
    try {
      return await modelsCommand(args, {
        stdout: { write: (text) => terminal.print(text.trimEnd()) },
        // A bar needs the terminal itself, not lines of it.
        stderr: process.stderr.isTTY
          ? process.stderr
          : { write: (text) => terminal.note(text.trimEnd()) },
        env: terminal.environment,
        signal: stopped.signal,
      })
    } finally {
      process.off('SIGINT', stop)
    }
  },
}
