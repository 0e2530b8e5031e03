import type { PolicyChange, PolicyDocument } from '#wire/policy.ts'

/** What differs between two sets of policies, setting by setting. */
export function listChanges(before: PolicyDocument, after: PolicyDocument): PolicyChange[] {
  const [old, fresh] = [flatten(before), flatten(after)]
  const paths = new Set([...old.keys(), ...fresh.keys()])
  return [...paths].flatMap((path) => {
    const change = { path, before: old.get(path) ?? null, after: fresh.get(path) ?? null }
    return change.before === change.after ? [] : [change]
  })
}

/** `classes.secret.handling.mayCache` → `false`. An example is one thing, called by its name; a list is one value. */
function flatten({ examples, ...rest }: PolicyDocument): Map<string, string> {
  const flat = new Map<string, string>()
  const visit = (value: unknown, path: string): void => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      flat.set(path, JSON.stringify(value))
      return
    }
    for (const [name, one] of Object.entries(value))
      visit(one, path === '' ? name : `${path}.${name}`)
  }
  visit(rest, '')
  for (const example of examples) flat.set(`examples.${example.name}`, JSON.stringify(example))
  return flat
}
