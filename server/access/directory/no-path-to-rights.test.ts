import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { Action } from '#wire/actions.ts'
import { Role } from '#wire/roles.ts'
import { openTestDatabase } from '#server/lib/database-testing.ts'
import { AppError } from '#server/lib/app-error.ts'
import { LOCAL_OWNER, type Principal } from '../principal.ts'
import { rightsOf } from '../rights.ts'
import { changeDirectory, giveRole } from './changes-store.ts'
import { openTestDirectory } from './directory-testing.ts'

const database = await openTestDatabase()
after(() => database.close())
const parts = await openTestDirectory(database)
const { directory, people, groups, roles, programs, add, now, tenantId } = parts
const owner = directory.findPerson(tenantId, LOCAL_OWNER.id) ?? assert.fail()

/** Numbers that are the same on every run of a seed (mulberry32). */
function createRandom(seed: number) {
  let state = seed
  const next = () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  const below = (limit: number) => Math.floor(next() * limit)
  return {
    below,
    pick: <T>(all: readonly T[]): T =>
      all[below(all.length)] ?? assert.fail('nothing to pick from'),
  }
}

type Give = (typeof roles)['give']
type Random = ReturnType<typeof createRandom>

interface World {
  crew: Principal[]
  /** Those of the crew who may change most. */
  admins: Principal[]
  groupIds: string[]
  programIds: string[]
}

/** One thing that one of them tries; most are refused. */
function tryOne(
  random: Random,
  { crew, groupIds, programIds }: World,
  { actor, give }: { actor: Principal; give: Give },
) {
  const target = random.pick(crew)
  const role = random.pick(Role.options)
  const groupId = random.pick(groupIds)
  const holder = random.pick([
    { kind: 'person', id: target.id },
    { kind: 'group', id: groupId },
    { kind: 'service', id: random.pick(programIds) },
  ] as const)
  const isAdministrator = random.pick([true, false])
  const named = { personId: target.id }
  const member = random.pick([named, { ...named, isAdministrator }])
  const status = random.pick(['active', 'suspended'] as const)
  const moves: (() => Promise<unknown>)[] = [
    () => give(actor, holder, role),
    () => give(actor, { kind: 'person', id: actor.id }, role),
    () => roles.take(actor, holder, role),
    () => groups.addMember(actor, groupId, member),
    () => groups.addMember(actor, groupId, { personId: actor.id }),
    () => groups.removeMember(actor, groupId, target.id),
    () => people.update(actor, target.id, { status }),
    () => programs.update(actor, holder.id, { isDisabled: status === 'suspended' }),
  ]
  return random.pick(moves)
}

/** What each of the directory may do. */
function rightsOfAll({ crew, programIds }: World): Map<string, ReadonlySet<Action>> {
  const none: ReadonlySet<Action> = new Set()
  const of = (principal: Principal | undefined) => (principal ? rightsOf(principal) : none)
  return new Map([
    ...crew.map((one) => [one.id, of(now(one))] as const),
    ...programIds.map((id) => [id, of(directory.findService(tenantId, id))] as const),
  ])
}

async function makeWorld(random: Random): Promise<World> {
  const crew: Principal[] = []
  for (const role of Role.options) crew.push(await add(role, ...(role === 'owner' ? [] : [role])))
  const groupIds: string[] = []
  for (let at = 0; at < 4; at += 1) {
    const name = `Group ${random.below(1e9)} ${at}`
    groupIds.push((await groups.create(owner, { name, description: '' })).id)
  }
  // One that has a role, and is led by somebody who has not.
  const led = groupIds[0] ?? assert.fail()
  await roles.give(owner, { kind: 'group', id: led }, 'data-protection-officer')
  const lead = crew.at(-1) ?? assert.fail()
  await groups.addMember(owner, groupIds[1] ?? led, { personId: lead.id, isAdministrator: true })
  const name = `Program ${random.below(1e9)}`
  const program = await programs.create(owner, { name, description: '', roles: ['auditor'] })
  const admins = [await add('Admin', 'administrator'), await add('Admin', 'administrator')]
  crew.push(...admins)
  return { crew, admins, groupIds, programIds: [program.id] }
}

const direct: Give = (...wish) => roles.give(...wish)

interface Game {
  seed: number
  moves: number
  give: Give
}

/** Plays a game of a seed and says which rights were gained that nobody at work had. */
async function play({ seed, moves, give }: Game): Promise<{ gained: string[]; done: number }> {
  const random = createRandom(seed)
  const world = await makeWorld(random)
  const gained: string[] = []
  let done = 0
  for (let move = 0; move < moves; move += 1) {
    const actor = now(random.pick(random.pick([world.crew, world.admins])))
    if (!actor) continue
    const mine = rightsOf(actor)
    const before = rightsOfAll(world)
    const work = tryOne(random, world, { actor, give })
    try {
      await work()
      done += 1
    } catch (error) {
      assert.ok(error instanceof AppError, String(error))
      continue
    }
    const later = rightsOfAll(world)
    gained.push(...listGained({ before, later, mine }).map((right) => `${seed}/${move}: ${right}`))
  }
  return { gained, done }
}

type RightsOfAll = ReturnType<typeof rightsOfAll>

/** What somebody has now, and neither had before nor has from somebody who has it. */
function listGained(rights: {
  before: RightsOfAll
  later: RightsOfAll
  mine: ReadonlySet<Action>
}): string[] {
  const { before, mine } = rights
  return [...rights.later].flatMap(([id, held]) =>
    [...held].filter((right) => {
      // Who administers a group may say who is in it: that is the group's, not a right that is handed on.
      const isNew = !before.get(id)?.has(right) && right !== 'group.manage-members'
      return isNew && !mine.has(right)
    }),
  )
}

test('whatever people try in whatever order, nobody comes by a right that who gave it lacked', async () => {
  let done = 0
  for (const seed of [1, 2, 3, 4]) {
    const played = await play({ seed, moves: 150, give: direct })
    assert.deepEqual(played.gained, [])
    done += played.done
    await restoreOwner()
  }
  assert.ok(done > 60, `only ${done} moves were allowed: this proves little`)
})

test('the same game finds the hole where nobody asks who may give what', async () => {
  const give: Give = async (_principal, holder, role) => {
    await changeDirectory(database, tenantId, (sql) => giveRole(sql, tenantId, { holder, role }))
    await directory.load(tenantId)
  }
  assert.notDeepEqual((await play({ seed: 5, moves: 60, give })).gained, [])
})

async function restoreOwner(): Promise<void> {
  assert.ok(now(owner)?.roles?.includes('owner'), 'the first owner is out of the reach of the rest')
}
