import { createStore } from './external-store.ts'

/** The question who is there; answered once. */
export interface IdentityQuestion {
  answer: (isConfirmed: boolean) => void
}

/** Where the server wants to know first who is there, one question is shown, whatever asked for it. */
export function createConfirmation() {
  const question = createStore<IdentityQuestion | null>(null)
  let asking: Promise<boolean> | undefined

  function ask(): Promise<boolean> {
    asking ??= new Promise<boolean>((resolve) =>
      question.set({
        answer(isConfirmed) {
          asking = undefined
          question.set(null)
          resolve(isConfirmed)
        },
      }),
    )
    return asking
  }
  return { question, ask }
}
