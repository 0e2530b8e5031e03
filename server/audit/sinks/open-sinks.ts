import type { Clock } from '#server/lib/clock.ts'
import type { AuditSettings } from '../settings.ts'
import { createDial } from './dial.ts'
import { createFileSink } from './file-sink.ts'
import { createS3Sink } from './s3-sink.ts'
import type { Sink } from './sink.ts'
import { createSyslogSink } from './syslog-sink.ts'
import type { TimeStampsStore } from './time-stamps-store.ts'
import { createTimeStampSink } from './time-stamp-sink.ts'
import { createWebhookSink } from './webhook-sink.ts'

/** Those that galerne.yaml names. Time stamps first, so that the others get a checkpoint together with its stamp. */
export function openSinks(
  { file, syslog, webhook, s3, timeStamps }: AuditSettings,
  { clock, stamps }: { clock: Clock; stamps: TimeStampsStore },
): { sinks: Sink[]; close(): Promise<void> } {
  const dial = createDial()
  const parts = { dial, clock, stamps }
  const sinks = [
    timeStamps && createTimeStampSink(timeStamps, parts),
    file && createFileSink(file.folder),
    syslog && createSyslogSink(syslog),
    webhook && createWebhookSink(webhook, parts),
    s3 && createS3Sink(s3, parts),
  ]
  return { sinks: sinks.filter((one) => one !== null), close: () => dial.close() }
}
