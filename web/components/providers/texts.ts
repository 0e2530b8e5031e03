import type { MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import type { TestProblem } from '#wire/providers.ts'

/** What went wrong in a test, and what to do about it. */
export const PROBLEM_TEXTS: Record<TestProblem, MessageDescriptor> = {
  'wrong-key': msg`The key was refused. Copy it again from the provider’s console, whole and without spaces.`,
  'no-permission': msg`The key is known, but may not do this. Give it the right to list and call models, or allow this server’s address.`,
  'wrong-address': msg`There is no such API at this address. Compare it with the provider’s documentation; it often ends in /v1.`,
  'unknown-model': msg`The provider does not know this model. Choose one of its list; on Azure it is the name of the deployment.`,
  'no-quota': msg`The account has no credit or quota left. Top it up at the provider.`,
  'rate-limited': msg`The provider takes no more requests for the moment. The key is right; try again in a minute.`,
  tls: msg`The encrypted connection could not be made: the certificate is not trusted, or the server does not speak https at this address.`,
  dns: msg`There is no machine of this name. Check the address for typing errors.`,
  refused: msg`Nothing answers at this address and port. Is the server running, and can it be reached from here?`,
  broken: msg`The connection was made and then broke. Try again; a proxy or firewall may be in between.`,
  timeout: msg`No answer came in time. A firewall may drop the connection, or the model is still being loaded.`,
  'private-address': msg`This is an address of a private network. If the machine is your own, mark the provider as own hardware.`,
  'not-encrypted': msg`Keys and prompts must travel encrypted: the address must begin with https://, unless the machine is your own.`,
  'not-http': msg`What answers there is no web server. Check the port, and whether it is http or https.`,
  'not-understood': msg`The answer was not understood. Perhaps the address belongs to something else, or to another kind of API.`,
  overloaded: msg`The provider is there but could not answer. Try again later.`,
  budget: msg`Your own budget or limit at Galerne does not allow the call.`,
  other: msg`That did not work.`,
}

/** Fields of presets by their name in galerne.yaml. One that is not here is called by that name. */
export const FIELD_NAMES: Readonly<Record<string, MessageDescriptor>> = {
  apiKey: msg`API key`,
  resource: msg`Name of the resource`,
  region: msg`Region`,
  project: msg`Project`,
  'entra.tenantId': msg`Entra ID: directory (tenant) id`,
  'entra.clientId': msg`Entra ID: application (client) id`,
  'entra.clientSecret': msg`Entra ID: client secret`,
  'google.credentials': msg`Service account: key file (JSON)`,
  'aws.accessKeyId': msg`AWS: access key id`,
  'aws.secretAccessKey': msg`AWS: secret access key`,
  'aws.sessionToken': msg`AWS: session token`,
}
