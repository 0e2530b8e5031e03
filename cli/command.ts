/** What a command may use of the outside world; tests hand in their own. */
export interface Terminal {
  /** The result, for people and pipes. */
  print(text: string): void
  /** What is said beside the result. */
  note(text: string): void
  environment: Record<string, string | undefined>
  /** Draws over the last line, where a person looks on; absent: nobody does. */
  draw?: (text: string) => void
}

export interface Command {
  summary: string
  /** Lines of `galerne help <command>`. */
  usage: string
  /** The exit code. Throws CommandError, or an AppError, for what a person can mend. */
  run(args: string[], terminal: Terminal): Promise<number>
}

/** A command that was called wrongly, or could not do what it should: the message is all that a person sees. */
export class CommandError extends Error {
  readonly exitCode: number

  constructor(message: string, exitCode = 1) {
    super(message)
    this.name = 'CommandError'
    this.exitCode = exitCode
  }
}

export const EXIT_USAGE = 2
