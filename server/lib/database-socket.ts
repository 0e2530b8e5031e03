import { createServer, type Server, type Socket } from 'node:net'

/** A Postgres with a single session, which answers bytes of the wire protocol with bytes. */
export interface Engine {
  /** Complete messages in, the answers out. Synchronous: nothing else happens meanwhile. */
  execute(messages: Uint8Array, onBytes: (bytes: Uint8Array) => void): void
  isInTransaction(): boolean
}

interface Connection {
  socket: Socket
  /** Not yet a whole message. */
  rest: Buffer
  hasStarted: boolean
  /** Whole messages that wait for their turn. */
  waiting: Buffer[]
  /** Between the first message of a query and the Sync that ends it. */
  isInQuery: boolean
}

const SSL_REQUEST = 80_877_103
const CANCEL_REQUEST = 80_877_102
const GSS_REQUEST = 80_877_104
const QUERY = 0x51
const SYNC = 0x53
const TERMINATE = 0x58
const ROLLBACK = simpleQuery('rollback')

/**
 * Serves the single session of an engine to several connections, one at a time: from the first message of a query, or of a
 * transaction, to its end.
 */
export function serveEngine(engine: Engine): Server {
  const connections = new Set<Connection>()
  let holder: Connection | undefined

  const execute = (messages: Uint8Array, connection?: Connection) => {
    engine.execute(messages, (bytes) => {
      // A copy: the engine writes the next answer into the same memory.
      if (connection?.socket.writable) connection.socket.write(Buffer.from(bytes))
    })
  }
  const takeTurns = () => {
    for (;;) {
      holder ??= [...connections].find(({ waiting }) => waiting.length > 0)
      if (!holder || holder.waiting.length === 0) return
      const messages = Buffer.concat(holder.waiting.splice(0))
      execute(messages, holder)
      if (!holder.isInQuery && !engine.isInTransaction()) holder = undefined
    }
  }
  const leave = (connection: Connection) => {
    connections.delete(connection)
    if (holder !== connection) return
    if (engine.isInTransaction()) execute(ROLLBACK)
    holder = undefined
    takeTurns()
  }

  return createServer((socket) => {
    const connection: Connection = {
      socket,
      rest: Buffer.alloc(0),
      hasStarted: false,
      waiting: [],
      isInQuery: false,
    }
    connections.add(connection)
    socket.on('data', (bytes) => {
      receive(connection, Buffer.from(bytes))
      takeTurns()
    })
    socket.on('error', () => socket.destroy())
    socket.on('close', () => leave(connection))
  })
}

/** Cuts bytes into messages. https://www.postgresql.org/docs/current/protocol-message-formats.html */
function receive(connection: Connection, bytes: Buffer): void {
  let rest = Buffer.concat([connection.rest, bytes])
  for (;;) {
    // The first message has no type, only a length.
    const typeLength = connection.hasStarted ? 1 : 0
    if (rest.length < typeLength + 4) break
    const length = typeLength + rest.readInt32BE(typeLength)
    if (rest.length < length) break
    const message = rest.subarray(0, length)
    rest = rest.subarray(length)
    if (connection.hasStarted) addMessage(connection, message)
    else start(connection, message)
  }
  connection.rest = Buffer.from(rest)
}

function start(connection: Connection, message: Buffer): void {
  const code = message.readInt32BE(4)
  if (code === SSL_REQUEST || code === GSS_REQUEST) connection.socket.write('N')
  else if (code === CANCEL_REQUEST) connection.socket.end()
  else {
    connection.hasStarted = true
    connection.waiting.push(message)
  }
}

function addMessage(connection: Connection, message: Buffer): void {
  const [type] = message
  // The session is everybody's: it stays when one goes.
  if (type === TERMINATE) {
    connection.socket.end()
    return
  }
  connection.isInQuery = type !== SYNC && type !== QUERY
  connection.waiting.push(message)
}

function simpleQuery(text: string): Buffer {
  const body = Buffer.from(`${text}\0`)
  const head = Buffer.alloc(5)
  head.write('Q')
  head.writeInt32BE(body.length + 4, 1)
  return Buffer.concat([head, body])
}
