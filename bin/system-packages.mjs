import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { runStep, Stop, tail } from './terminal.mjs'

/** What the tests need that no package registry of JavaScript has: programs, and the Debian packages that bring them. */
const NEEDED = [
  {
    what: 'Chromium, for the tests in a real browser',
    debian: 'chromium',
    isThere: () =>
      ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'].some(isOnPath) ||
      hasApp(),
  },
  {
    what: 'a PostgreSQL server (15 or newer), which the tests start for themselves',
    debian: 'postgresql',
    isThere: () => isOnPath('postgres') || hasDebianPostgres(),
  },
]

/** Installs what is missing through apt where we may; else says exactly what to install. */
export async function ensureSystemPackages() {
  const missing = NEEDED.filter(({ isThere }) => !isThere())
  if (missing.length === 0) return
  const prefix = aptPrefix()
  if (!prefix) throw new Stop(whatToInstall(missing))
  const packages = missing.map(({ debian }) => debian)
  const apt = [...prefix, 'apt-get', '-y', '-qq', '-o', 'DPkg::Lock::Timeout=120']
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const explain = (output) => `${whatToInstall(missing)}\n\napt-get said:\n${tail(output)}`
  const [command, ...args] = apt
  await runStep({
    title: 'Reading Debian’s package lists',
    command,
    args: [...args, 'update'],
    env,
    explain,
  })
  await runStep({
    title: `Installing ${packages.join(', ')} with apt-get`,
    command,
    args: [...args, 'install', '--no-install-recommends', ...packages],
    env,
    explain,
  })
}

function whatToInstall(missing) {
  return [
    'The tests need what this machine does not have:',
    ...missing.map(({ what }) => `  - ${what}`),
    `On Debian and Ubuntu: sudo apt-get install ${missing.map(({ debian }) => debian).join(' ')}`,
  ].join('\n')
}

/** What to put before apt-get: nothing as root, sudo where it asks for no password; undefined where we may not. */
function aptPrefix() {
  if (!isOnPath('apt-get')) return undefined
  if (process.getuid?.() === 0) return []
  return isOnPath('sudo') && spawnSync('sudo', ['-n', 'true']).status === 0
    ? ['sudo', '-n']
    : undefined
}

function isOnPath(name) {
  const folders = (process.env.PATH ?? '/usr/local/bin:/usr/bin:/bin').split(delimiter)
  return folders.some((folder) => existsSync(join(folder, name)))
}

/** Debian keeps the server's programs off the path, one folder a version. */
function hasDebianPostgres() {
  const home = '/usr/lib/postgresql'
  return (
    existsSync(home) &&
    readdirSync(home).some((version) => existsSync(join(home, version, 'bin', 'postgres')))
  )
}

const hasApp = () =>
  existsSync('/Applications/Google Chrome.app') || existsSync('/Applications/Chromium.app')
