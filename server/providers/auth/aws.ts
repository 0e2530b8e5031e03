import type { Clock } from '#server/lib/clock.ts'
import type { Auth } from './auth.ts'
import { awsTime, signatureFor, type AwsCredentials } from './aws-signature.ts'

/** AWS refuses signatures that are five minutes off; a clock that is wrong by less needs no help. */
const TOLERATED_SKEW_MS = 4 * 60_000

/** Signs every request with an AWS access key, temporary ones included. */
export function createAwsAuth(credentials: AwsCredentials, clock: Clock): Auth {
  const { secretAccessKey, sessionToken } = credentials
  let skewMs = 0
  return {
    isConstant: false,
    headersFor({ method, url, body }) {
      const headers: Record<string, string> = {
        host: url.host,
        'x-amz-date': awsTime(clock.now() + skewMs),
        ...(sessionToken && { 'x-amz-security-token': sessionToken.expose() }),
      }
      const authorization = signatureFor({ method, url, headers, body }, credentials)
      delete headers.host
      return [...Object.entries(headers).flat(), 'authorization', authorization]
    },
    secrets: () => (sessionToken ? [secretAccessKey, sessionToken] : [secretAccessKey]),
    noteRefusal({ serverTimeMs }) {
      if (serverTimeMs === null) return false
      const offMs = serverTimeMs - (clock.now() + skewMs)
      if (Math.abs(offMs) <= TOLERATED_SKEW_MS) return false
      skewMs += offMs
      return true
    },
  }
}
