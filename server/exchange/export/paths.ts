interface Branch {
  id: string
  parentId: string | null
}

/** From the root to a message; without one, along the newest of each. Parents come before children. */
export function pathTo<T extends Branch>(tree: readonly T[], leafId?: string): T[] {
  const byId = new Map(tree.map((one) => [one.id, one]))
  const path: T[] = []
  let at = leafId === undefined ? newestLeaf(tree) : byId.get(leafId)
  while (at) {
    path.push(at)
    at = at.parentId === null ? undefined : byId.get(at.parentId)
  }
  return path.toReversed()
}

function newestLeaf<T extends Branch>(tree: readonly T[]): T | undefined {
  const newest = new Map<string | null, T>()
  for (const one of tree) {
    const known = newest.get(one.parentId)
    if (!known || known.id < one.id) newest.set(one.parentId, one)
  }
  let at = newest.get(null)
  for (let next = at; next; next = newest.get(next.id)) at = next
  return at
}
