import { parseArgs, type ParseArgsConfig } from 'node:util'
import { messageOf } from '#server/lib/thrown.ts'
import { CommandError, EXIT_USAGE } from './command.ts'

/** Reads flags and words; an unknown flag is a CommandError that ends in the usage. */
export function readOptions<const Options extends NonNullable<ParseArgsConfig['options']>>(
  args: string[],
  options: Options,
  usage: string,
) {
  try {
    return parseArgs({ args, options, allowPositionals: true, strict: true })
  } catch (error) {
    const [first = ''] = messageOf(error).split('. ')
    throw new CommandError(`${first}.\n\n${usage}`, EXIT_USAGE)
  }
}
