import { join } from 'node:path'
import { openBundleWriter, type BundleWriter } from '../bundle/bundle-writer.ts'
import { slugOf, type Sink } from './sink.ts'

/** A folder on another disk or another machine, which is a bundle that anybody can check. Knows by itself where it is. */
export function createFileSink(folder: string): Sink {
  const open = new Map<string, BundleWriter>()
  const writerOf: (trail: Parameters<NonNullable<Sink['findEnd']>>[0]) => BundleWriter = ({
    origin,
    from,
    prefix,
  }) => {
    const known = open.get(origin)
    if (known) return known
    const writer = openBundleWriter(join(folder, slugOf(origin)), { origin, from, prefix })
    open.set(origin, writer)
    return writer
  }
  return {
    id: 'file',
    findEnd(trail) {
      const { next, signed } = writerOf(trail)
      return { entries: next, checkpoints: signed }
    },
    async deliver(delivery) {
      const writer = writerOf(delivery)
      try {
        writer.addKeys(delivery.keys)
        writer.addEntries(delivery.records.slice(writer.next - delivery.from))
        for (const { size, note, timeStamp } of delivery.checkpoints) {
          if (size <= writer.signed) continue
          writer.addCheckpoint(size, note)
          if (timeStamp !== null) writer.addTimeStamp(size, timeStamp)
        }
        writer.sync()
      } catch (error) {
        // Half of it may be there: opened anew, the folder tells where it is.
        open.delete(delivery.origin)
        writer.close()
        throw error
      }
    },
    async close() {
      for (const writer of open.values()) writer.close()
      open.clear()
    },
  }
}
