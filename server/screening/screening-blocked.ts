import { AppError } from '#server/lib/app-error.ts'

/** These words may not go there. Another deployment may take them: what stays in the house may be said to it. */
export class ScreeningBlocked extends AppError {
  constructor(message: string) {
    super('held_back', message)
  }
}
