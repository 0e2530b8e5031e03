import { createContext, use } from 'react'
import type { AccountClient } from '#sdk/accounts.ts'
import type { Account } from '#wire/accounts.ts'

export interface AccountHandle {
  account: Account
  client: AccountClient
  /** Takes anew what the page shows. */
  reload: () => void
  /**
   * For what must not be done from a screen that was left open: asks first who is there, where the server wants to know.
   * Resolves to false where they did not say.
   */
  fresh: (work: () => Promise<unknown>) => Promise<boolean>
}

export const AccountContext = createContext<AccountHandle | null>(null)

export function useAccount(): AccountHandle {
  const handle = use(AccountContext)
  if (!handle) throw new Error('This component stands outside of AccountContext')
  return handle
}
