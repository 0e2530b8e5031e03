import { AppError } from '#server/lib/app-error.ts'
import type { Provider } from '#server/providers/provider.ts'
import type { ScannedCall } from '../scan.ts'

/** Conversations and prompts that a provider keeps under ids of its own. */
const MEMBERS = new Set(['conversation', 'prompt'])
/** Of tools: what files are looked up in, and machines that code has run on. In a text their quotation marks are escaped. */
const IN_TOOLS = /(?<!\\)"(?:vector_store_ids|container)"\s*:\s*(?:"|\[\s*")/

/** What of a call names, by an id that we have not made, something that the provider's account holds; undefined: nothing. */
export function findRawId({ bytes, members }: ScannedCall): string | undefined {
  const named = members.find(({ name, start, end }) => {
    return MEMBERS.has(name) && bytes.toString('latin1', start, Math.min(end, start + 4)) !== 'null'
  })
  if (named) return named.name
  const tools = members.find(({ name }) => name === 'tools')
  const text = tools && bytes.toString('latin1', tools.start, tools.end)
  return text !== undefined && IN_TOOLS.test(text) ? 'tools' : undefined
}

/** Whether the account is the organisation's own: then whatever lies in it is as well. */
export function isOwnAccount({ tenantId, organisations }: Provider, ofTenantId: string): boolean {
  if (tenantId !== undefined) return tenantId === ofTenantId
  return organisations?.length === 1 && organisations[0] === ofTenantId
}

export function notYourAccount(param: string): AppError {
  return new AppError(
    'invalid_request',
    `“${param}” names something by the provider’s own id, and this provider’s account serves several organisations, so nobody can say whose it is. Send its content along, or call a provider of your organisation’s own.`,
    { param },
  )
}
