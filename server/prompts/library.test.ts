import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { CreateLibraryItem, LibraryFile, PresetContent } from '#wire/library.ts'
import { LOCAL_TENANT_ID, type Principal } from '#server/access/principal.ts'
import { requestOf } from '#server/assistant/request-testing.ts'
import { AppError } from '#server/lib/app-error.ts'
import { systemClock } from '#server/lib/clock.ts'
import { openTestDatabase } from '#server/lib/database-testing.ts'
import type { Database } from '#server/lib/database.ts'
import { createId } from '#server/lib/ids.ts'
import { addPreset } from './add-preset.ts'
import { createLibraryStore, KEPT_VERSIONS, type LibraryStore } from './library-store.ts'
import { createLibrary, type Library } from './library.ts'

const GROUP = createId()

let database: Database
let store: LibraryStore
let library: Library
before(async () => {
  database = await openTestDatabase()
  await database.sql.begin(async (sql) => {
    await sql`set local role galerne_app`
    await sql`select set_config('galerne.tenant_id', ${LOCAL_TENANT_ID}, true)`
    await sql`insert into groups (tenant_id, id, name) values (${LOCAL_TENANT_ID}, ${GROUP}, 'Water')`
  })
  store = createLibraryStore(database)
  const groups = new Map([[GROUP, { id: GROUP, name: 'Water' }]])
  const directory = { groupsOf: () => groups, nameOf: () => 'Ana' }
  library = createLibrary({ store, directory, clock: systemClock })
})
after(() => database.close())

function person(more: Partial<Principal> = {}): Principal {
  return {
    kind: 'person',
    id: createId(),
    name: 'Somebody',
    tenantId: LOCAL_TENANT_ID,
    roles: ['member'],
    ...more,
  }
}

const item = (more: Partial<CreateLibraryItem> = {}): CreateLibraryItem => ({
  scope: 'own',
  groupId: null,
  command: 'reply',
  title: 'A polite reply',
  description: '',
  lang: 'en',
  content: { kind: 'prompt', text: 'Answer {{who}} politely.', variables: [] },
  ...more,
})

const commandsOf = async (who: Principal) =>
  (await library.list(who)).items.map(({ command }) => command)

const failsWith = (code: string) => (error: unknown) =>
  error instanceof AppError && error.code === code

test('of many versions the newest fifty stay, and whatever somebody has used', async () => {
  const ana = person()
  const { scope: _, groupId: __, ...written } = item()
  const { id } = await library.create(ana, item({ command: 'often' }))
  await library.countUse(ana, id)
  for (let version = 1; version <= KEPT_VERSIONS + 2; version += 1) {
    await library.update(ana, id, { ...written, title: `Title ${version}`, version })
  }
  const kept = (await library.versions(ana, id)).map(({ version }) => version)
  assert.equal(kept.length, KEPT_VERSIONS + 1)
  assert.deepEqual([kept[0], kept.at(-2), kept.at(-1)], [KEPT_VERSIONS + 3, 4, 1])
})

test('what is one’s own nobody else sees, may change, delete, mark, use or look into', async () => {
  const [ana, ben] = [person(), person()]
  const { id, version, mayEdit } = await library.create(ana, item({ command: 'of-ana' }))
  assert.equal(mayEdit, true)
  assert.deepEqual(await commandsOf(ana), ['of-ana'])
  assert.deepEqual(await commandsOf(ben), [])
  const { scope: _, groupId: __, ...written } = item()
  for (const attempt of [
    () => library.update(ben, id, { ...written, version }),
    () => library.remove(ben, id),
    () => library.versions(ben, id),
    () => library.mark(ben, id, true),
    () => library.countUse(ben, id),
  ]) {
    await assert.rejects(attempt, failsWith('not_found'))
  }
  assert.deepEqual(await commandsOf(ana), ['of-ana'])
})

test('a group’s is seen by its people; only who administers it, or may publish everywhere, writes it', async () => {
  const member = person({ groups: [GROUP] })
  const head = person({ groups: [GROUP], administers: [GROUP] })
  const wish = item({ scope: 'group', groupId: GROUP, command: 'of-water' })
  await assert.rejects(library.create(member, wish), failsWith('forbidden'))
  const made = await library.create(head, wish)
  assert.equal(made.groupName, 'Water')
  assert.deepEqual(await commandsOf(member), ['of-water'])
  assert.deepEqual(await commandsOf(person()), [])
  await assert.rejects(library.remove(member, made.id), failsWith('forbidden'))
  await assert.rejects(
    library.create(head, item({ scope: 'organisation' })),
    failsWith('forbidden'),
  )
  const { mayPublish } = await library.list(head)
  assert.deepEqual(mayPublish, { organisation: false, groups: [{ id: GROUP, name: 'Water' }] })
  await library.remove(head, made.id)
  assert.deepEqual(await commandsOf(member), [])
})

test('a change makes a version, and one that was made from an older one overwrites nothing', async () => {
  const [owner, other] = [person({ roles: ['administrator'] }), person({ roles: ['owner'] })]
  const made = await library.create(owner, item({ scope: 'organisation', command: 'for-all' }))
  const { scope: _, groupId: __, ...written } = item({ title: 'Second' })
  const changed = await library.update(other, made.id, { ...written, version: made.version })
  assert.equal(changed.version, 2)
  await assert.rejects(
    library.update(owner, made.id, { ...written, title: 'Lost', version: made.version }),
    failsWith('conflict'),
  )
  const versions = await library.versions(person(), made.id)
  assert.deepEqual(
    versions.map(({ version, title, by }) => [version, title, by]),
    [
      [2, 'Second', 'Ana'],
      [1, 'A polite reply', 'Ana'],
    ],
  )
  await library.remove(owner, made.id)
})

test('a favourite is one person’s, and uses are counted for everybody without a name', async () => {
  const [owner, ana, ben] = [person({ roles: ['owner'] }), person(), person()]
  const { id } = await library.create(owner, item({ scope: 'organisation' }))
  await library.mark(ana, id, true)
  await library.countUse(ana, id)
  await library.countUse(ben, id)
  const seenBy = async (who: Principal) =>
    (await library.list(who)).items.map(({ isFavourite, uses }) => ({ isFavourite, uses }))
  assert.deepEqual(await seenBy(ana), [{ isFavourite: true, uses: 2 }])
  assert.deepEqual(await seenBy(ben), [{ isFavourite: false, uses: 2 }])
  await library.remove(owner, id)
})

test('a library goes into a file and comes back once, as one’s own', async () => {
  const [ana, ben] = [person(), person()]
  await library.create(ana, item({ command: 'one' }))
  await library.create(ana, item({ command: 'two', content: preset({ temperature: 0.2 }) }))
  const file = await library.export(ana)
  assert.deepEqual(await library.import(ben, file), { added: 2, present: 0 })
  assert.deepEqual(await library.import(ben, file), { added: 0, present: 2 })
  assert.deepEqual((await commandsOf(ben)).toSorted(), ['one', 'two'])
  const titles = ({ items }: LibraryFile) => items.map(({ title }) => title)
  assert.deepEqual(titles(await library.export(ben)), titles(file))
})

test('a preset tells the model its instructions and settings, and one that was taken away tells nothing', async () => {
  const ana = person()
  const { id } = await library.create(
    ana,
    item({ title: 'Minutes', content: preset({ temperature: 0, maxTokens: 50 }) }),
  )
  const add = addPreset(store)
  const asked = (principal: Principal) => requestOf(principal, 'Go on.', { presetId: id })
  assert.deepEqual(await add(asked(ana)), {
    additions: [{ what: 'preset', text: 'Write minutes.', names: ['Minutes'] }],
    parameters: { temperature: 0, max_tokens: 50 },
  })
  const nothing = { additions: [] }
  assert.deepEqual(await add(asked(person())), nothing)
  await library.remove(ana, id)
  assert.deepEqual(await add(asked(ana)), nothing)
})

function preset(more: Partial<PresetContent>): PresetContent {
  const settings = { temperature: null, topP: null, maxTokens: null }
  return { kind: 'preset', modelId: null, instructions: 'Write minutes.', ...settings, ...more }
}

test('nobody’s own library grows without end, and one that is too large is taken in not even in part', async () => {
  const ana = person()
  const { scope: _, groupId: __, ...written } = item()
  const file = (from: number, count: number): LibraryFile => ({
    format: 'galerne-library-1',
    items: Array.from({ length: count }, (_item, at) => ({ ...written, title: `No ${from + at}` })),
  })
  await library.import(ana, file(0, 500))
  await library.import(ana, file(500, 499))
  await assert.rejects(library.import(ana, file(999, 2)), failsWith('conflict'))
  await library.create(ana, item())
  await assert.rejects(library.create(ana, item()), failsWith('conflict'))
  assert.equal((await library.list(ana)).items.filter(({ scope }) => scope === 'own').length, 1000)
})
