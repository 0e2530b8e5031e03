interface Branch {
  id: string
  parentId: string | null
}

/** From the root to a message; without one, along the newest of each. Parents come before children. */
export function pathTo(tree: readonly Branch[], leafId?: string): string[] {
  const byId = new Map(tree.map((one) => [one.id, one]))
  const path: string[] = []
  let at = leafId === undefined ? newestLeaf(tree) : byId.get(leafId)
  while (at) {
    path.push(at.id)
    at = at.parentId === null ? undefined : byId.get(at.parentId)
  }
  return path.toReversed()
}

function newestLeaf(tree: readonly Branch[]): Branch | undefined {
  const newest = new Map<string | null, Branch>()
  for (const one of tree) {
    const known = newest.get(one.parentId)
    if (!known || known.id < one.id) newest.set(one.parentId, one)
  }
  let at = newest.get(null)
  for (let next = at; next; next = newest.get(next.id)) at = next
  return at
}
