import {
  Playground,
  PlaygroundEvent,
  PlaygroundList,
  type PlaygroundRun,
  type SavePlayground,
} from '#wire/playground.ts'
import type { Http } from './http.ts'
import { postEvents } from './post-events.ts'

export type PlaygroundClient = ReturnType<typeof createPlaygroundClient>

const at = (id: string) => encodeURIComponent(id)

/** Trying models, and keeping what was tried. Apart from createClient, so that only its page loads it. */
export function createPlaygroundClient(http: Http) {
  return {
    /** Asks one model; ends when the answer does. Throws ApiFailure, or what the browser throws where the line breaks. */
    async *run(body: PlaygroundRun, signal: AbortSignal): AsyncGenerator<PlaygroundEvent> {
      const sent = { path: '/api/playground/run', body, signal }
      for await (const data of postEvents(http, sent)) yield PlaygroundEvent.parse(JSON.parse(data))
    },
    list: async (signal?: AbortSignal) =>
      (await http.query({ path: '/api/playgrounds', answer: PlaygroundList, signal })).playgrounds,
    get: (id: string, signal?: AbortSignal) =>
      http.query({ path: `/api/playgrounds/${at(id)}`, answer: Playground, signal }),
    create: (body: SavePlayground) =>
      http.query({ method: 'POST', path: '/api/playgrounds', body, answer: Playground }),
    update: (id: string, body: SavePlayground) =>
      http.query({ method: 'PATCH', path: `/api/playgrounds/${at(id)}`, body, answer: Playground }),
    remove: (id: string) => http.command({ method: 'DELETE', path: `/api/playgrounds/${at(id)}` }),
  }
}
