import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { z } from 'zod'
import { ApiErrorBody } from '#wire/errors.ts'
import { LOCAL_TOKEN_FILE } from '#server/lib/data-folder.ts'
import { parseJson } from '#server/lib/parse-json.ts'
import { CommandError, type Terminal } from './command.ts'

/** What the running server left in its data folder for us. */
const LocalToken = z.object({ url: z.url(), token: z.string() })

export interface LocalServer {
  /** Throws CommandError with the server's own message. */
  call<Schema extends z.ZodType>(request: {
    method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
    path: string
    body?: unknown
    answer: Schema
  }): Promise<z.infer<Schema>>
  /** Posts what is no JSON, or is answered by none, and waits as long as it takes. Throws as `call`. */
  send(request: {
    path: string
    headers: Record<string, string>
    body: string | Blob
  }): Promise<Response>
}

/** The Galerne that runs on this machine with this data folder, as its owner. */
export function findLocalServer(data: string | undefined, terminal: Terminal): LocalServer {
  if (data === '') throw new CommandError('--data is empty: name a folder. Example: --data ./data')
  const inCheckout = join(import.meta.dirname, '..', 'data')
  const folder = resolve(data ?? (terminal.environment.GALERNE_DATA || inCheckout))
  const notRunning = new CommandError(
    `Galerne is not running with the data folder ${folder}. Start it with “npm start”, or name another folder: --data ./somewhere`,
  )
  const { url, token } = readToken(folder, notRunning)
  return {
    async call({ method, path, body, answer }) {
      const response = await fetch(`${url}${path}`, {
        method,
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        ...((method === 'POST' || method === 'PATCH') && { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(30_000),
      }).catch((error: unknown) => {
        if (error instanceof Error && error.name === 'TimeoutError') {
          throw new CommandError(`Galerne at ${url} does not answer.`)
        }
        throw notRunning
      })
      if (!response.ok) throw await failureOf(response)
      const text = await response.text()
      return answer.parse(text === '' ? undefined : parseJson(text))
    },
    async send({ path, headers, body }) {
      const response = await fetch(`${url}${path}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, ...headers },
        body,
      }).catch(() => {
        throw notRunning
      })
      if (!response.ok) throw await failureOf(response)
      return response
    },
  }
}

async function failureOf(response: Response): Promise<CommandError> {
  const said = ApiErrorBody.safeParse(parseJson(await response.text()))
  if (said.success) return new CommandError(said.data.error.message)
  return new CommandError(`${response.url} answered with status ${response.status}. Is it Galerne?`)
}

function readToken(folder: string, notRunning: CommandError): z.infer<typeof LocalToken> {
  let text: string
  try {
    text = readFileSync(join(folder, LOCAL_TOKEN_FILE), 'utf8')
  } catch (error) {
    const isDenied = error instanceof Error && 'code' in error && error.code === 'EACCES'
    if (!isDenied) throw notRunning
    throw new CommandError(
      `Only the user who runs Galerne may read ${folder}. Run this as that user.`,
    )
  }
  const parsed = LocalToken.safeParse(parseJson(text))
  if (!parsed.success) throw notRunning
  return parsed.data
}
