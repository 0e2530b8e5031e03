import { inspect } from 'node:util'

/** A string that logs, JSON, templates and the debugger print as `***`. Only `expose()` tells it. */
export class Secret {
  readonly #text: string

  constructor(text: string) {
    this.#text = text
  }

  /** For the one place that sends it on; never for a log or an error. */
  expose(): string {
    return this.#text
  }

  toString(): string {
    return '***'
  }

  toJSON(): string {
    return '***'
  }

  [inspect.custom](): string {
    return '***'
  }
}
