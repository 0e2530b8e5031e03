import { rmSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { runStep, Stop, tail } from './terminal.mjs'

/** A network that is not there is told within seconds, one that hiccups still gets its tries. */
const PATIENCE = [
  '--fetch-retries=3',
  '--fetch-retry-mintimeout=500',
  '--fetch-retry-maxtimeout=5000',
]

/**
 * Installs exactly what the lockfile of `cwd` says, and runs nobody's scripts.
 * @param {{ title: string, node: string, cwd: string, args?: string[] }} task
 */
export async function cleanInstall({ title, node, cwd, args = [] }) {
  const { command, args: before, env } = npmCommand(node)
  const output = await runStep({
    title,
    command,
    args: [...before, 'ci', '--ignore-scripts', '--no-audit', '--no-fund', ...PATIENCE, ...args],
    cwd,
    env,
    explain: explainNpm,
  })
  // npm only warns of a file that it could not write.
  if (output.includes('TAR_ENTRY_ERROR')) {
    rmSync(join(cwd, 'node_modules', '.package-lock.json'), { force: true })
    throw new Stop(explainNpm(output))
  }
}

/** How to call npm, with `node` first on its path: npm's own scripts then run on it as well. */
function npmCommand(node) {
  const path = process.env.PATH ?? ['/usr/local/bin', '/usr/bin', '/bin'].join(delimiter)
  const env = { ...process.env, PATH: `${dirname(node)}${delimiter}${path}` }
  const cli = process.env.npm_execpath ?? ''
  return cli.endsWith('npm-cli.js')
    ? { command: node, args: [cli], env }
    : { command: 'npm', args: [], env }
}

const CAUSES = [
  [
    /ENOSPC/,
    'The disk is full. Galerne needs about 1 GB for its packages and the model; free some space and try again.',
  ],
  [
    /EACCES|EPERM|EROFS/,
    'This folder cannot be written to. Check who owns it, or clone Galerne into a folder of your own.',
  ],
  [
    /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ENETUNREACH|ETIMEDOUT|ERR_SOCKET|ENOTCACHED|network/i,
    'The package registry does not answer. Check the network, or the registry and proxy that npm is set up with (npm config list), and try again: what was fetched is kept.',
  ],
  [
    /SELF_SIGNED|UNABLE_TO_(GET|VERIFY)|CERT_/,
    'npm does not trust the certificate of the package registry. Give it your certificate authority: npm config set cafile FILE.',
  ],
  [
    /E401|E403|ENEEDAUTH/,
    'The package registry refuses us. Check how npm signs in to it (npm config list).',
  ],
  [
    /E404|ETARGET/,
    'The package registry lacks a package of the lockfile. If it is a mirror, have it completed.',
  ],
  [
    /EINTEGRITY/,
    'A package is not the one that the lockfile names. Clear the cache (npm cache clean --force) and try again; if it happens again, tell your administrator.',
  ],
  [
    /EUSAGE|in sync/,
    'package.json and package-lock.json do not belong together. Restore both with git, or run: npm install && node scripts/complete-lockfile.mjs',
  ],
  [
    /ENOENT.*npm|spawn npm/,
    'npm was not found. It comes with Node.js; on Debian and Ubuntu: apt-get install npm.',
  ],
]

/** What to do about a failed npm, for a person; then npm's own last words. */
export function explainNpm(output) {
  const [, advice] = CAUSES.find(([pattern]) => pattern.test(output)) ?? []
  return `${advice ?? 'npm could not install the packages.'}\n\nnpm said:\n${tail(output)}`
}
