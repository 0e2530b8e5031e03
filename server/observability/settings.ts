import { z } from 'zod'
import { Secret } from '#server/lib/secret.ts'

const Text = z.string().min(1)
const secret = (schema: z.ZodString) => schema.transform((text) => new Secret(text))
const Share = z.number().min(0).max(1)

/** The section `telemetry` of `galerne.yaml`: what is seen, kept and sent on. */
export const TelemetrySettings = z.strictObject({
  metrics: z
    .strictObject({
      /** Programs on this machine may read `/metrics` without a key. */
      isOpenToLoopback: z
        .boolean()
        .meta({ examples: [true] })
        .default(true),
    })
    .prefault({}),
  /** Where traces and metrics go by OTLP over HTTP; null: nowhere. */
  otlp: z
    .strictObject({
      /** Without `/v1/traces`: that is added. */
      endpoint: z
        .url({ protocol: /^https?$/, error: 'must be a web address' })
        .meta({ examples: ['http://127.0.0.1:4318'] }),
      headers: z
        .record(z.string(), secret(Text))
        .meta({ examples: [{ authorization: 'Bearer ${OTLP_TOKEN}' }] })
        .default({}),
      /** The share of requests that become traces, 0 to 1. Those that fail always do. */
      sampling: Share.meta({ examples: [0.1] }).default(1),
      serviceName: Text.meta({ examples: ['galerne'] }).default('galerne'),
    })
    .nullable()
    .default(null),
  requestLog: z
    .strictObject({
      retentionDays: z
        .int()
        .min(1)
        .max(3650)
        .meta({ examples: [30] })
        .default(30),
      /** Beyond it only counts are kept, and as many failures again. */
      maxPerSecond: z
        .int()
        .min(0)
        .max(100_000)
        .meta({ examples: [100] })
        .default(100),
    })
    .prefault({}),
  /** Whose requests and answers are kept, encrypted; null: nobody's. */
  bodies: z
    .strictObject({
      /** 32 random bytes as base64: `openssl rand -base64 32`. */
      encryptionKey: z
        .base64()
        .refine((text) => Buffer.from(text, 'base64').length === 32, {
          error: 'must be 32 bytes as base64, as `openssl rand -base64 32` prints them',
        })
        .meta({ examples: ['${GALERNE_BODIES_KEY}'] })
        .transform((text) => new Secret(text)),
      /** A request is kept where one of these is its model or key id; `*` stands for all. */
      models: z
        .array(Text)
        .meta({ examples: [['chat-default']] })
        .default([]),
      keys: z
        .array(Text)
        .meta({ examples: [['0197…']] })
        .default([]),
      retentionDays: z
        .int()
        .min(1)
        .max(365)
        .meta({ examples: [7] })
        .default(7),
      /** Of each of the two; what is longer is cut. */
      maxBytes: z
        .int()
        .min(1)
        .max(4_194_304)
        .meta({ examples: [65_536] })
        .default(65_536),
    })
    .nullable()
    .default(null),
  /** The mail server that alerts go through; null: there are no alerts by e-mail. */
  smtp: z
    .strictObject({
      host: Text.meta({ examples: ['smtp.example.eu'] }),
      port: z
        .int()
        .min(1)
        .max(65_535)
        .meta({ examples: [587] })
        .default(587),
      /** `starttls` refuses to go on without encryption; `none` is for a mail server on this machine. */
      security: z
        .enum(['starttls', 'tls', 'none'])
        .meta({ examples: ['starttls'] })
        .default('starttls'),
      user: Text.meta({ examples: ['galerne'] })
        .nullable()
        .default(null),
      password: secret(Text)
        .meta({ examples: ['${SMTP_PASSWORD}'] })
        .nullable()
        .default(null),
      from: Text.meta({ examples: ['Galerne <galerne@example.eu>'] }),
    })
    .nullable()
    .default(null),
})
export type TelemetrySettings = z.infer<typeof TelemetrySettings>
