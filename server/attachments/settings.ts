import { z } from 'zod'

/** Of a program that a file is shown to. */
const TimeoutSeconds = z
  .int()
  .min(1)
  .max(300)
  .meta({ examples: [30] })
  .default(30)

/** The section `attachments` of `galerne.yaml`: what people may give along with their questions. */
export const AttachmentsSettings = z.strictObject({
  maxFileMiB: z
    .int()
    .min(1)
    .max(200)
    .meta({ examples: [25] })
    .default(25),
  /** All files of one person, each counted once. */
  personMiB: z
    .int()
    .min(1)
    .max(1_000_000)
    .meta({ examples: [1024] })
    .default(1024),
  organisationMiB: z
    .int()
    .min(1)
    .max(100_000_000)
    .meta({ examples: [51_200] })
    .default(51_200),
  /** What was uploaded and never sent goes after so many hours. */
  unsentHours: z
    .int()
    .min(1)
    .max(720)
    .meta({ examples: [24] })
    .default(24),
  /** ClamAV, which every file has to pass; null: no scanner. Where it does not answer, no file is taken. */
  clamd: z
    .strictObject({
      /** `tcp://host:3310`, or the path of a socket. */
      address: z
        .string()
        .regex(/^tcp:\/\/[^/:]+:\d+$|^\//, 'must be tcp://host:port, or the path of a socket')
        .meta({ examples: ['/run/clamav/clamd.ctl'] }),
      timeoutSeconds: TimeoutSeconds,
    })
    .nullable()
    .default(null),
  /** Any virus scanner that speaks ICAP, which every file has to pass as well; null: none. */
  icap: z
    .strictObject({
      url: z
        .string()
        .regex(/^icap:\/\/[^/:@\s]+(?::\d+)?\/\S*$/, 'must be icap://host:1344/service')
        .meta({ examples: ['icap://scanner.example.eu:1344/avscan'] }),
      timeoutSeconds: TimeoutSeconds,
    })
    .nullable()
    .default(null),
  /** Who recognises text in pictures and scanned pages; null: nobody. The first that can does. */
  ocr: z
    .strictObject({
      /** A model that reads documents, by its name; it gets them under the policies of whoever sends a file. */
      model: z
        .string()
        .min(1)
        .max(200)
        .nullable()
        .meta({ examples: ['mistral-ocr-latest'] })
        .default(null),
      /** The program of this machine. */
      tesseract: z
        .string()
        .regex(/^(?:\/.*|[\w.-]+)$/, 'must be a path, or the name of a program')
        .nullable()
        .meta({ examples: ['/usr/bin/tesseract'] })
        .default(null),
      /** Tesseract's names of languages; none: those that it has. */
      languages: z
        .array(z.string().regex(/^[A-Za-z_]{3,20}$/, 'must be a name such as deu or chi_sim'))
        .max(10)
        .meta({ examples: [['deu', 'fra', 'eng']] })
        .default([]),
      maxPages: z
        .int()
        .min(1)
        .max(200)
        .meta({ examples: [20] })
        .default(20),
      /** Of one page, by Tesseract. */
      timeoutSeconds: TimeoutSeconds,
    })
    .nullable()
    .default(null),
})
export type AttachmentsSettings = z.infer<typeof AttachmentsSettings>
