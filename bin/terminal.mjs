import { spawn } from 'node:child_process'
import { writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The checkout that this file is part of. */
export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)))

/** Something that a person can mend: the message says what happened and what to do, and is all that they see. */
export class Stop extends Error {
  constructor(message, exitCode = 1) {
    super(message)
    this.exitCode = exitCode
  }
}

/** Runs a program of `bin/`, and turns whatever ends it into a message and an exit code. */
export async function main(program) {
  try {
    process.exitCode = await program()
  } catch (error) {
    // Written at once: what is buffered may be lost when the process ends.
    const text = error instanceof Stop ? error.message : String(error?.stack ?? error)
    if (text) writeSync(2, `\n${text}\n`)
    process.exitCode = error instanceof Stop ? error.exitCode : 1
  }
}

export const say = (text) => process.stdout.write(`${text}\n`)

const seconds = (sinceMs) => `${((Date.now() - sinceMs) / 1000).toFixed(1)} s`

/** Shows that a step goes on: a counting line in a terminal, two plain lines anywhere else. */
function showStep(title) {
  const since = Date.now()
  if (!process.stdout.isTTY) {
    say(`${title} …`)
    return (outcome) => say(`${title}: ${outcome} (${seconds(since)})`)
  }
  const draw = () =>
    process.stdout.write(`\r${title} … ${Math.round((Date.now() - since) / 1000)} s`)
  const timer = setInterval(draw, 1000)
  draw()
  return (outcome) => {
    clearInterval(timer)
    process.stdout.write(`\r${title}: ${outcome} (${seconds(since)})\n`)
  }
}

/**
 * Runs a command whose output matters only when it fails.
 * @param {{ title: string, command: string, args: string[], cwd?: string, env?: object,
 *   explain: (output: string) => string }} step `explain` turns its output into what to do next.
 */
export async function runStep({ title, command, args, cwd = ROOT, env = process.env, explain }) {
  const finish = showStep(title)
  const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
  const release = stopTogether(child)
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => (output = (output + text).slice(-100_000)))
  }
  const code = await new Promise((resolve) => {
    child.on('error', (error) => {
      output += error.message
      resolve(127)
    })
    child.on('close', (status, signal) => resolve(signal ? 1 : status))
  })
  release()
  if (code !== 0) {
    finish('failed')
    throw new Stop(explain(output))
  }
  finish('done')
  return output
}

/** While a step's child runs, whatever asks us to stop stops it first. */
function stopTogether(child) {
  const stop = (signal) => {
    child.kill('SIGTERM')
    writeSync(2, '\nStopped. The next start goes on from here.\n')
    process.exit(signal === 'SIGINT' ? 130 : 143)
  }
  process.on('SIGINT', stop).on('SIGTERM', stop)
  return () => process.off('SIGINT', stop).off('SIGTERM', stop)
}

/** The last lines of a command's output, for a message; what it said twice is said once. */
export function tail(output, count = 12) {
  return [...new Set(output.trim().split('\n'))].slice(-count).join('\n')
}
