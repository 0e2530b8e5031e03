import { parseArgs } from 'node:util'
import { Stop } from './terminal.mjs'

const OPTIONS = {
  port: { type: 'string' },
  host: { type: 'string' },
  workers: { type: 'string' },
  data: { type: 'string' },
  config: { type: 'string' },
  'log-level': { type: 'string' },
  'no-model': { type: 'boolean' },
  open: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
}

export const USAGE = `Starts Galerne on this machine.

  npm start -- [flags]

  --port 4380        the port to listen on; 0 takes a free one
  --host 127.0.0.1   the address to listen on; 0.0.0.0 lets other machines in
  --workers 1        processes that answer calls; auto takes one a core
  --data ./data      where conversations, keys and settings are kept
  --config FILE      the settings file, in place of galerne.yaml in the data folder
  --log-level info   how much is logged: debug, info, warn or error
  --no-model         no embedded model: only the providers of the settings file answer
  --open             opens the page in your browser
  --help             prints this`

/** The flags of `npm start`, checked. Throws a Stop that says which one is wrong. */
export function readStartOptions(args, env) {
  const flags = parse(args, env)
  for (const name of ['data', 'config']) {
    if (flags[name] === '')
      throw new Stop(`--${name} is empty: name a ${name === 'data' ? 'folder' : 'file'}.`, 2)
  }
  const port = String(flags.port ?? 0)
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535) {
    throw new Stop(`--port wants a number from 0 to 65535, not "${port}".`, 2)
  }
  const workers = String(flags.workers ?? '1')
  if (!/^(?:auto|[1-9]\d{0,2})$/.test(workers)) {
    throw new Stop(`--workers wants a number of processes, or auto, not "${workers}".`, 2)
  }
  return flags
}

function parse(args, env) {
  const eaten = Object.keys(OPTIONS).find((name) => eatenByNpm(name, env))
  if (eaten) {
    throw new Stop(
      `npm took --${eaten} for itself. Put -- before the flags: npm start -- --${eaten} …`,
      2,
    )
  }
  try {
    return parseArgs({ args, options: OPTIONS, allowPositionals: false }).values
  } catch (error) {
    throw new Stop(`${error.message.split('. ')[0]}.\n\n${USAGE}`, 2)
  }
}

/** npm keeps flags that stand before `--`, and hands them on as settings of its own. */
function eatenByNpm(name, env) {
  if (name === 'no-model') return env.npm_config_model === ''
  return (
    ['port', 'host', 'workers', 'data', 'open'].includes(name) &&
    env[`npm_config_${name}`] !== undefined
  )
}
