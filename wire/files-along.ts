import type { ExportFormat } from './exchange.ts'

/** Formats of one conversation that lead to its files; of the others a single file is handed on, which names them. */
const LEADING: ReadonlySet<ExportFormat> = new Set<ExportFormat>(['md', 'json', 'html'])

/** Whether files that were attached to messages come along in an export, as an archive. */
export function takesFilesAlong(
  scope: 'message' | 'conversation' | 'conversations' | 'all',
  format: ExportFormat,
): boolean {
  if (scope === 'conversation') return LEADING.has(format)
  return scope !== 'message'
}
