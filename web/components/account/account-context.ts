import { createContext, use } from 'react'
import type { AccountClient } from '#sdk/accounts.ts'
import type { Account } from '#wire/accounts.ts'

export interface AccountHandle {
  account: Account
  client: AccountClient
  /** Takes anew what the page shows. */
  reload: () => void
}

export const AccountContext = createContext<AccountHandle | null>(null)

export function useAccount(): AccountHandle {
  const handle = use(AccountContext)
  if (!handle) throw new Error('This component stands outside of AccountContext')
  return handle
}
