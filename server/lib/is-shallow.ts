/** Nobody nests deeper; schemas, stacks and databases end somewhere beyond. */
const DEEPEST = 200

/** Whether a value out of JSON has no more levels than whatever reads it can go down. */
export function isShallow(value: unknown, levels: number = DEEPEST): boolean {
  if (typeof value !== 'object' || value === null) return true
  if (levels === 0) return false
  for (const one of Object.values(value)) {
    if (!isShallow(one, levels - 1)) return false
  }
  return true
}
