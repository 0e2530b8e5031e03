import type { Server } from 'node:net'

/** Opens the server on a free port that only this machine reaches. Resolves with the port. */
export async function listenOnLoopback(server: Server): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  return portOf(server)
}

/** Of a server that listens; Node's types also know servers behind a pipe, which have none. */
export function portOf(server: Server): number {
  const address = server.address()
  if (typeof address === 'object' && address) return address.port
  throw new Error('The server does not listen on a port.')
}
