import { z } from 'zod'
import { Secret } from '#server/lib/secret.ts'
import { AUTHORITIES } from './auth/entra.ts'

const Text = z.string().min(1)
const SecretText = Text.transform((text) => new Secret(text))

/** An application of Microsoft's Entra ID. */
export const EntraSettings = z.strictObject({
  /** The directory: its id, or a domain of it. */
  tenantId: z
    .string()
    .regex(/^[\w.-]+$/, 'must be the id of a directory')
    .meta({ examples: ['00000000-0000-0000-0000-000000000000'] }),
  clientId: Text.meta({ examples: ['00000000-0000-0000-0000-000000000000'] }),
  clientSecret: SecretText.meta({ examples: ['${AZURE_CLIENT_SECRET}'] }),
  /** What the token is for; absent: the preset's. */
  scope: Text.meta({ examples: ['https://ai.azure.com/.default'] }).optional(),
  /** Sovereign clouds sign in elsewhere. */
  cloud: z
    .enum(['public', 'us-government', 'china', 'france', 'germany', 'singapore'])
    .meta({ examples: ['public'] })
    .default('public'),
})

/** A service account of Google Cloud. */
export const GoogleSettings = z.strictObject({
  /** The key file itself, as JSON. */
  credentials: SecretText.meta({ examples: ['${GOOGLE_CREDENTIALS}'] }).optional(),
  /** Where the key file is. Only from galerne.yaml: whoever may fill in a form may not read files. */
  credentialsFile: Text.meta({ examples: ['/run/secrets/google.json'] }).optional(),
  /** True: its own signature is the token, and Google's sign-in service is not asked. */
  isSelfSigned: z
    .boolean()
    .meta({ examples: [true] })
    .default(false),
})

/** An access key of AWS; the region is the provider's. */
export const AwsSettings = z.strictObject({
  accessKeyId: z
    .string()
    .regex(/^\w{16,128}$/, 'must be the id of an access key')
    .meta({ examples: ['AKIAIOSFODNN7EXAMPLE'] }),
  secretAccessKey: SecretText.meta({ examples: ['${AWS_SECRET_ACCESS_KEY}'] }),
  sessionToken: SecretText.meta({ examples: ['${AWS_SESSION_TOKEN}'] }).optional(),
})

export interface AccountSettings {
  entra?: z.infer<typeof EntraSettings> | undefined
  google?: z.infer<typeof GoogleSettings> | undefined
  aws?: z.infer<typeof AwsSettings> | undefined
}

export function authorityOf({ cloud }: z.infer<typeof EntraSettings>): string {
  return AUTHORITIES[cloud]
}
