import { z } from 'zod'
import type { ImportLine } from '#wire/directory.ts'
import { Role } from '#wire/roles.ts'
import { plainText } from '#wire/plain-text.ts'
import type { Principal } from '../principal.ts'
import { holdsRight, outranks } from '../rights.ts'
import type { TableRow } from './read-table.ts'
import type { GroupRow, PersonRow, Snapshot } from './snapshot.ts'

/** One line that can be done. */
export interface PlannedPerson {
  /** Null: somebody new. */
  id: string | null
  email: string
  name: string
  isRenamed: boolean
  /** Those to give. */
  roles: Role[]
  /** Names of the groups to put them into, exactly: groups whose names differ by case alone are different ones. */
  groups: string[]
}

export interface ImportPlan {
  lines: ImportLine[]
  people: PlannedPerson[]
  /** Names of groups to make. */
  newGroups: string[]
}

export interface ImportRules {
  principal: Principal
  snapshot: Snapshot
  /** Of somebody new whom the table gives none. */
  firstRole: Role
  makesGroups: boolean
}

interface Known extends ImportRules {
  byEmail: ReadonlyMap<string, PersonRow>
  findGroup: (name: string) => GroupRow | undefined
  /** As the first line that names it writes a group that is to be made. */
  newNames: Map<string, string>
  made: Set<string>
  seen: Set<string>
}

const Email = z.email().max(254)
const Name = plainText(100)

/** What a table would do, line by line. It gives, and takes nothing away: who is not in it stays as they are. */
export function planImport(rows: readonly TableRow[], rules: ImportRules): ImportPlan {
  const { people, groups } = rules.snapshot
  const known: Known = {
    ...rules,
    byEmail: new Map([...people.values()].map((person) => [person.email ?? '', person])),
    findGroup: createGroupFinder(groups.values()),
    newNames: new Map(),
    made: new Set(),
    seen: new Set(),
  }
  const plan: ImportPlan = { lines: [], people: [], newGroups: [] }
  for (const row of rows) planRow(row, known, plan)
  return plan
}

/** By the very name, or else however it is written. */
function createGroupFinder(groups: Iterable<GroupRow>): Known['findGroup'] {
  const all = [...groups]
  const exact = new Map(all.map((group) => [group.name, group]))
  const folded = new Map(all.map((group) => [group.name.toLowerCase(), group]))
  return (name) => exact.get(name) ?? folded.get(name.toLowerCase())
}

function planRow({ line, fields }: TableRow, known: Known, plan: ImportPlan): void {
  const email = (fields.get('email') ?? '').toLowerCase()
  const person = known.byEmail.get(email)
  const name = fields.get('name') || person?.name || (email.split('@')[0] ?? '')
  const refused: string[] = []
  if (!Email.safeParse(email).success) refused.push('This is not an e-mail address.')
  else if (known.seen.has(email)) refused.push('An earlier line has the same address.')
  if (!Name.safeParse(name).success)
    refused.push('The name is too long, or has control characters.')
  known.seen.add(email)

  const roles = toRoles(fields.get('roles') ?? '', { person, known, refused })
  const groups = toGroups(fields.get('groups') ?? '', { person, known, refused })
  const isRenamed = person !== undefined && person.name !== name
  if (isRenamed) refuseRename(person, known, refused)
  const give = person ? roles : roles.length > 0 ? roles : [known.firstRole]
  const notes = [
    ...(isRenamed ? [`is called “${name}” from now on`] : []),
    ...give.map((role) => `gets the role “${role}”`),
    ...groups.map((group) => `joins “${group}”`),
  ]
  const changed = person ? 'update' : 'create'
  const outcome = refused.length > 0 ? 'refused' : notes.length > 0 ? changed : 'unchanged'
  plan.lines.push({ line, email, name, outcome, notes: refused.length > 0 ? refused : notes })
  if (outcome === 'refused' || outcome === 'unchanged') return
  plan.people.push({ id: person?.id ?? null, email, name, isRenamed, roles: give, groups })
  for (const group of groups) {
    if (known.findGroup(group) || known.made.has(group)) continue
    known.made.add(group)
    plan.newGroups.push(group)
  }
}

interface RowContext {
  person: PersonRow | undefined
  known: Known
  refused: string[]
}

/** Those that are not held yet. */
function toRoles(text: string, { person, known, refused }: RowContext): Role[] {
  const { principal, snapshot } = known
  const roles = toWords(text, refused).flatMap((word): Role[] => {
    const role = Role.safeParse(word.toLowerCase().replaceAll(' ', '-'))
    if (!role.success) refused.push(`There is no role “${word}”.`)
    return role.success && !person?.roles.includes(role.data) ? [role.data] : []
  })
  for (const role of roles) {
    if (holdsRight(principal, 'role.manage') && outranks(principal, role)) continue
    refused.push(`You may not give the role “${role}”: it has rights that you lack.`)
  }
  const mightier = person && snapshot.rolesOf(person).find((role) => !outranks(principal, role))
  if (roles.length > 0 && mightier) {
    refused.push(`You may not change somebody with the role “${mightier}”.`)
  }
  return [...new Set(roles)]
}

/** Those that they are not in yet. */
function toGroups(text: string, { person, known, refused }: RowContext): string[] {
  const { principal, findGroup, makesGroups } = known
  const named = new Set(toWords(text, refused).map((word) => nameOfGroup(word, known)))
  const groups = [...named].filter((name) => {
    const group = findGroup(name)
    return !(group && person?.groups.includes(group.id))
  })
  const mayChange = holdsRight(principal, 'group.manage-members')
  for (const name of groups) {
    const group = findGroup(name)
    const mightier = group?.roles.find((role) => !outranks(principal, role))
    if (!group && !(makesGroups && holdsRight(principal, 'group.manage'))) {
      refused.push(`There is no group “${name}”.`)
    } else if (!mayChange || mightier) {
      refused.push(`You may not put anybody into “${name}”.`)
    } else if (group?.source === 'scim') {
      refused.push(`“${name}” comes from another directory (SCIM).`)
    } else if (!Name.safeParse(name).success) refused.push(`“${name}” is too long for a name.`)
  }
  return groups
}

/** What was checked is what is written: the group's own name, or as the table wrote a new one first. */
function nameOfGroup(word: string, { findGroup, newNames }: Known): string {
  const known = findGroup(word)?.name
  if (known !== undefined) return known
  const folded = word.toLowerCase()
  const name = newNames.get(folded) ?? word
  newNames.set(folded, name)
  return name
}

function refuseRename(person: PersonRow, { principal, snapshot }: Known, refused: string[]): void {
  if (person.source === 'scim') refused.push('The name comes from another directory (SCIM).')
  if (snapshot.rolesOf(person).some((role) => !outranks(principal, role))) {
    refused.push('You may not rename somebody who may do more than you.')
  }
}

/** More than anybody has for a reason. */
const MOST_WORDS = 200

function toWords(text: string, refused: string[]): string[] {
  const words = text.split(/[;,|]/, MOST_WORDS + 1)
  if (words.length > MOST_WORDS) {
    refused.push(`These are more than ${MOST_WORDS} at once.`)
    return []
  }
  return words.map((word) => word.trim()).filter((word) => word !== '')
}
