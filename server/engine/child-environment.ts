import { homedir } from 'node:os'
import { join } from 'node:path'

/**
 * The environment of an engine process: what finds programs and temporary folders, and what the engine is tuned by. No key,
 * token or address of the server's is in it.
 */
export function createChildEnvironment(): Record<string, string> {
  const environment: Record<string, string> = {
    // Every forward pass runs on a thread of libuv's pool. With four it hops between them, and each hop sets up llama.cpp's
    // own threads again: one pool thread is 1.6 to 2 times as fast.
    UV_THREADPOOL_SIZE: '1',
    NODE_ENV: 'production',
    // Half of a start is stripping types and compiling; in the user's own cache, because what lies there is run.
    NODE_COMPILE_CACHE: join(
      process.env.XDG_CACHE_HOME || join(homedir(), '.cache'),
      'galerne',
      'compiled',
    ),
  }
  for (const name of PASSED_ON) {
    const value = process.env[name]
    if (value !== undefined) environment[name] = value
  }
  return environment
}

/** Whether the work that this process gives to libuv's pool is done in the order in which it was given. */
export function hasOnePoolThread(): boolean {
  return process.env.UV_THREADPOOL_SIZE === '1'
}

const PASSED_ON = (
  'PATH HOME USERPROFILE TMPDIR TEMP TMP LANG LC_ALL TZ ' +
  'LD_LIBRARY_PATH SystemRoot CUDA_VISIBLE_DEVICES GGML_VK_VISIBLE_DEVICES'
).split(' ')
