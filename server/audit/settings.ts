import { z } from 'zod'
import { Secret } from '#server/lib/secret.ts'

const Text = z.string().min(1)
const secret = (schema: z.ZodString) => schema.transform((text) => new Secret(text))
const WebAddress = z.url({ protocol: /^https?$/, error: 'must be a web address' })

/** The section `audit` of `galerne.yaml`: how the trail is signed, how long it stays, and where it goes. */
export const AuditSettings = z.strictObject({
  /** Entries are signed after so many seconds, or after so many entries. */
  checkpointSeconds: z
    .int()
    .min(1)
    .max(3600)
    .meta({ examples: [60] })
    .default(60),
  checkpointEntries: z
    .int()
    .min(1)
    .max(1_000_000)
    .meta({ examples: [10_000] })
    .default(10_000),
  /** The whole trail is checked again and again by itself; 0: only when somebody asks. */
  verifyEveryHours: z
    .int()
    .min(0)
    .max(8760)
    .meta({ examples: [24] })
    .default(24),
  /** Older entries go into the archive, all of them together; null: never. */
  retentionDays: z
    .int()
    .min(30)
    .max(36_500)
    .meta({ examples: [3650] })
    .nullable()
    .default(null),
  /** Where archived entries are written; null: `audit-archive` in the data folder. */
  archiveFolder: Text.meta({ examples: ['/srv/galerne/audit-archive'] })
    .nullable()
    .default(null),
  /** A folder that is only ever appended to; null: none. */
  file: z
    .strictObject({ folder: Text.meta({ examples: ['/srv/worm/galerne-audit'] }) })
    .nullable()
    .default(null),
  /** RFC 5424. */
  syslog: z
    .strictObject({
      host: Text.meta({ examples: ['siem.example.eu'] }),
      port: z
        .int()
        .min(1)
        .max(65_535)
        .meta({ examples: [6514] })
        .default(6514),
      transport: z
        .enum(['tls', 'tcp', 'udp'])
        .meta({ examples: ['tls'] })
        .default('tls'),
      /** Certificates in PEM that are trusted beside the usual ones. */
      caFile: Text.meta({ examples: ['/etc/ssl/siem-ca.pem'] })
        .nullable()
        .default(null),
    })
    .nullable()
    .default(null),
  webhook: z
    .strictObject({
      url: WebAddress.meta({ examples: ['https://siem.example.eu/galerne'] }),
      /** What deliveries are signed with (Standard Webhooks). */
      secret: secret(z.string().min(24, 'must have 24 characters or more')).meta({
        examples: ['${AUDIT_WEBHOOK_SECRET}'],
      }),
      headers: z
        .record(z.string(), secret(Text))
        .meta({ examples: [{ authorization: 'Splunk ${SPLUNK_TOKEN}' }] })
        .default({}),
    })
    .nullable()
    .default(null),
  s3: z
    .strictObject({
      endpoint: WebAddress.meta({ examples: ['https://s3.eu-central-1.amazonaws.com'] }),
      bucket: Text.meta({ examples: ['galerne-audit'] }),
      prefix: z
        .string()
        .meta({ examples: ['galerne/'] })
        .default(''),
      region: Text.meta({ examples: ['eu-central-1'] }),
      accessKeyId: Text.meta({ examples: ['${AUDIT_S3_KEY_ID}'] }),
      secretAccessKey: secret(Text).meta({ examples: ['${AUDIT_S3_SECRET}'] }),
      /** Until then nobody may delete what was written, where the bucket has object lock; null: as the bucket says. */
      lockDays: z
        .int()
        .min(1)
        .max(36_500)
        .meta({ examples: [3650] })
        .nullable()
        .default(null),
      lockMode: z
        .enum(['COMPLIANCE', 'GOVERNANCE'])
        .meta({ examples: ['COMPLIANCE'] })
        .default('COMPLIANCE'),
    })
    .nullable()
    .default(null),
  /** An authority that says when a checkpoint was there (RFC 3161). */
  timeStamps: z
    .strictObject({
      url: WebAddress.meta({ examples: ['https://tsa.example.eu'] }),
      /** Checkpoints between are covered by the next. */
      everyMinutes: z
        .int()
        .min(1)
        .max(10_080)
        .meta({ examples: [60] })
        .default(60),
      /** The root certificate of the authority, in PEM. */
      caFile: Text.meta({ examples: ['/etc/ssl/tsa-root.pem'] }),
    })
    .nullable()
    .default(null),
})
export type AuditSettings = z.infer<typeof AuditSettings>
