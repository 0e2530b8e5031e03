import { registerHooks } from 'node:module'

/** Ways out of a process that Node's permissions leave open: the network, above all. */
const BARRED =
  /^(?:node:)?(?:net|tls|dns|dgram|http|https|http2|inspector|child_process|worker_threads|cluster|vm|repl|wasi|sqlite)(?:\/|$)/

/**
 * Before anything of a stranger is read: no module of the network, and none that starts something, can be had from here on.
 * The rest (files, processes, threads, code from text) Node itself refuses, by the flags that this process was started with.
 */
export function closeOff(): void {
  registerHooks({
    resolve(specifier, context, next) {
      if (BARRED.test(specifier)) throw new Error(`${specifier} is not for this process.`)
      return next(specifier, context)
    },
  })
  for (const name of ['fetch', 'WebSocket', 'EventSource']) {
    Reflect.deleteProperty(globalThis, name)
  }
  for (const name of ['getBuiltinModule', 'binding', '_linkedBinding', 'dlopen']) {
    Reflect.set(process, name, () => {
      throw new Error(`process.${name} is not for this process.`)
    })
  }
}
