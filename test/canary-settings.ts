import { randomBytes } from 'node:crypto'
import type { Secret } from '#server/lib/secret.ts'

export interface CanaryPlaces {
  /** A secret that can be searched for. */
  canary: (where: string) => string
  /** One that has to be of a form of its own is a canary as well. */
  watch: (secret: string) => string
  /** Of the collector and the providers. */
  port: number
  /** Where the audit trail is copied to. */
  trailFolder: string
  providers: number
}

/** Every secret that galerne.yaml takes; every provider answers with an error, or does not answer. */
export function settingsWithCanaries(places: CanaryPlaces): string {
  const { canary, watch, port, trailFolder } = places
  return `providers:${keyedProviders(places)}
  entra:
    preset: azure
    resource: nowhere
    entra: { tenantId: t, clientId: c, clientSecret: ${canary('entra')} }
    models: [azure-model]
  bedrock:
    preset: bedrock
    region: eu-central-1
    aws: { accessKeyId: AKIAIOSFODNN7EXAMPLE, secretAccessKey: ${canary('aws')} }
    models: [bedrock-model]
  fromenvironment:
    protocol: openai-chat
    baseUrl: http://127.0.0.1:1/v1
    apiKey: \${CANARY}
    tags: { isOwnHardware: true }
    models: [environment-model]
telemetry:
  otlp:
    endpoint: http://127.0.0.1:${port}
    headers: { authorization: ${canary('otlp')} }
  bodies:
    encryptionKey: ${watch(randomBytes(32).toString('base64'))}
    models: ['*']
  smtp:
    host: 127.0.0.1
    port: 1
    security: none
    user: somebody
    password: ${canary('smtp')}
    from: galerne@example.eu
audit:
  file: { folder: ${trailFolder} }
  webhook: { url: http://127.0.0.1:${port}/audit, secret: ${canary('audit-webhook')} }
  s3:
    endpoint: http://127.0.0.1:${port}
    bucket: trail
    region: eu-central-1
    accessKeyId: AKIAIOSFODNN7EXAMPLE
    secretAccessKey: ${canary('audit-s3')}
signIn:
  oidc:
    - id: staff
      name: Staff
      profile: keycloak
      issuer: http://127.0.0.1:${port}
      isInternal: true
      clientId: galerne
      clientSecret: ${canary('oidc')}
  ldap:
    - id: town
      name: Town hall
      url: ldap://127.0.0.1:1
      isInternal: true
      bindDn: cn=galerne,dc=example,dc=eu
      bindPassword: ${canary('ldap')}
      baseDn: dc=example,dc=eu
`
}

function keyedProviders({ canary, port, providers }: CanaryPlaces): string {
  const one = (_: unknown, n: number) => `
  p${n}:
    protocol: openai-chat
    baseUrl: http://127.0.0.1:${n % 2 === 0 ? port : 1}/v1
    apiKey: ${canary(`api-key-${n}`)}
    headers: { x-further: ${canary(`header-${n}`)} }
    tags: { isOwnHardware: true }
    models: [m${n}]`
  return Array.from({ length: providers }, one).join('')
}

/** Does it in a build whose secrets print themselves. */
export function withOpenSecrets(type: typeof Secret, run: () => void): void {
  const names = ['toString', 'toJSON', Symbol.for('nodejs.util.inspect.custom')] as const
  const closed = names.map((name) => Object.getOwnPropertyDescriptor(type.prototype, name))
  const open = {
    value(this: Secret) {
      return this.expose()
    },
    configurable: true,
    writable: true,
  }
  for (const name of names) Object.defineProperty(type.prototype, name, open)
  try {
    run()
  } finally {
    for (const [n, name] of names.entries()) {
      Object.defineProperty(type.prototype, name, closed[n] ?? {})
    }
  }
}
