import { useEffect, useState } from 'react'
import { ApiFailure } from '#sdk/api-failure.ts'
import type { PolicyCheck, PolicyDocument } from '#wire/policy.ts'
import { usePolicies } from './use-policies.ts'

/** Long enough for a word to be typed. */
const PAUSE_MS = 500

/** What the server says of a draft, soon after it was changed; undefined: nothing yet. */
export function useCheck(document: PolicyDocument): PolicyCheck | undefined {
  const client = usePolicies()
  const [check, setCheck] = useState<PolicyCheck>()
  useEffect(() => {
    let isCurrent = true
    const timer = setTimeout(() => {
      client
        .checkPolicy(document)
        .then((said) => isCurrent && setCheck(said))
        .catch((error: unknown) => {
          if (!(error instanceof ApiFailure)) throw error
        })
    }, PAUSE_MS)
    return () => {
      isCurrent = false
      clearTimeout(timer)
    }
  }, [client, document])
  return check
}
