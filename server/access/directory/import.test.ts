import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { AppError } from '#server/lib/app-error.ts'
import { toCsv } from '#server/lib/csv.ts'
import { openTestDatabase } from '#server/lib/database-testing.ts'
import { LOCAL_OWNER, type Principal } from '../principal.ts'
import { openTestDirectory } from './directory-testing.ts'
import { PEOPLE_COLUMNS, toTableRow } from './import-people.ts'
import { applyImport } from './import-store.ts'
import { fromCursor, toCursor, toPattern } from './page-marks.ts'
import { planImport, type ImportPlan } from './plan-import.ts'
import { readTable } from './read-table.ts'

const database = await openTestDatabase()
after(() => database.close())
const { directory, people, groups, roles, imports, add, tenantId } =
  await openTestDirectory(database)
const owner = directory.findPerson(tenantId, LOCAL_OWNER.id) ?? assert.fail()

const bad = (error: unknown) => error instanceof AppError && error.code === 'invalid_request'

async function run(
  csv: string,
  wish: { by?: Principal; isDryRun?: boolean; makes?: boolean } = {},
) {
  const { by = owner, isDryRun = false, makes = false } = wish
  const report = await imports.run(by, { csv, isDryRun, makesGroups: makes })
  return report.lines.map(({ outcome, notes }) => `${outcome}: ${notes.join(' ')}`)
}

test('a table is read whatever a spreadsheet put between its fields', () => {
  const texts = [
    'email,name\na@b.eu,"Doe, ""Jo"""\n',
    '\uFEFFName;E-Mail;email\r\n"Doe, ""Jo""";x;a@b.eu\r\n\r\n',
    'email\tname\na@b.eu\tDoe, "Jo"',
  ]
  for (const text of texts) {
    const [row, ...others] = readTable(text)
    assert.equal(row?.fields.get('name'), 'Doe, "Jo"')
    assert.equal(row?.fields.get('email'), 'a@b.eu')
    assert.equal(others.length, 0)
  }
  const [first, second] = readTable('email,name\na@b.eu,"two\nlines"\nc@d.eu,x')
  assert.deepEqual([first?.line, second?.line], [2, 4])
  for (const text of ['', 'name\nx', 'email,name\na@b.eu,"open'])
    assert.throws(() => readTable(text), bad)
})

test('what would happen is told line by line, and nothing happens', async () => {
  const csv =
    'email,name,roles,groups\nnew@x.eu,New,member,\nnot an address,X,,\nNEW@x.eu,Twice,,\nb@x.eu,,emperor,Nowhere'
  const [fresh, noAddress, twice, nonsense] = await run(csv, { isDryRun: true })
  assert.equal(fresh, 'create: gets the role “member”')
  assert.match(noAddress ?? '', /^refused: This is not an e-mail address/)
  assert.match(twice ?? '', /^refused: An earlier line/)
  assert.match(nonsense ?? '', /^refused: There is no role “emperor”.*no group “Nowhere”/)
  const { total } = await people.list(owner, { q: 'new@x.eu', limit: 10 })
  assert.equal(total, 0)
})

test('a table gives and never takes, and the same one again does nothing', async () => {
  const csv = 'email;name;roles;groups\nana@x.eu;Ana;builder|auditor;Finance|IT'
  assert.match((await run(csv, { makes: true }))[0] ?? '', /^create: .*auditor.*joins “Finance”/)
  assert.deepEqual(await run(csv), ['unchanged: '])
  assert.match(
    (await run('email,name\nana@x.eu,Ana Sousa'))[0] ?? '',
    /^update: is called “Ana Sousa”/,
  )
  const [ana] = (await people.list(owner, { q: 'ana@x.eu', limit: 10 })).people
  assert.deepEqual(ana?.roles.map(({ role }) => role).toSorted(), ['auditor', 'builder'].toSorted())
  assert.equal(ana?.groups.length, 2)
  assert.deepEqual(directory.findPerson(tenantId, ana.id)?.roles, ['auditor', 'builder'])
})

test('nobody imports a role, a group or a name that they could not give by hand', async () => {
  const admin = await add('Admin', 'administrator')
  const group = await groups.create(owner, { name: 'Data protection', description: '' })
  await roles.give(owner, { kind: 'group', id: group.id }, 'data-protection-officer')
  const boss = await add('Boss', 'owner')
  const { email } = directory.snapshot(tenantId).people.get(boss.id) ?? assert.fail()
  const lines = await run(
    `email,name,roles,groups\nq@x.eu,Q,owner,\nr@x.eu,R,,Data protection\n${email},Renamed,member,`,
    { by: admin },
  )
  for (const line of lines) assert.match(line, /^refused: /)
  assert.equal(directory.findPerson(tenantId, boss.id)?.name, 'Boss')
})

test('an administrator imports into a group called like that of the owners, but for a letter’s case', async () => {
  const board = await groups.create(owner, { name: 'Board', description: '' })
  await roles.give(owner, { kind: 'group', id: board.id }, 'owner')
  const maker = await add('Maker', 'administrator')
  await assert.rejects(groups.create(maker, { name: 'BOARD', description: '' }), {
    code: 'conflict',
  })
  // From a time when that was not refused.
  const older = '0199c0de-0000-7000-8000-00000000b0a2'
  await database.withTenant(
    tenantId,
    (sql) => sql`insert into groups (tenant_id, id, name) values (${tenantId}, ${older}, 'BOARD')`,
  )
  await directory.load(tenantId)
  const attack = async (name: string, weaken?: (plan: ImportPlan) => void) => {
    const { id } = await add(name, 'administrator')
    const { email } = directory.snapshot(tenantId).people.get(id) ?? assert.fail()
    const principal = directory.findPerson(tenantId, id) ?? assert.fail()
    const rows = readTable(`email,name,groups\n${email},${name},BOARD`)
    const snapshot = directory.snapshot(tenantId)
    const plan = planImport(rows, { principal, snapshot, firstRole: 'guest', makesGroups: true })
    assert.deepEqual(
      plan.lines.map(({ outcome }) => outcome),
      ['update'],
    )
    weaken?.(plan)
    await applyImport(database, tenantId, plan)
    await directory.load(tenantId)
    return directory.findPerson(tenantId, id)?.roles?.includes('owner')
  }
  // As a database joins that compares names without their case.
  const isWeak = await attack('Weak', ({ people: planned }) => planned[0]?.groups.push('Board'))
  assert.equal(isWeak, true)
  assert.equal(await attack('Attacker'), false)
})

test('more roles or groups than anybody has for a reason are refused at once', async () => {
  const words = Array.from({ length: 100_000 }, (_, at) => `word ${at}`).join(';')
  for (const row of [`,${words}`, `${words},`]) {
    const lines = await run(`email,name,roles,groups\nlong@x.eu,Long,${row}`, { makes: true })
    assert.deepEqual(lines, ['refused: These are more than 200 at once.'])
  }
})

test('what is exported can be imported again, whatever it begins with', async () => {
  await run('email,name,roles,groups\nformula@x.eu,"=HYPERLINK(""x"")",guest,Finance')
  const page = await people.list(owner, { limit: 200 })
  const csv = toCsv([PEOPLE_COLUMNS, ...page.people.map(toTableRow)])
  assert.match(csv, /'=HYPERLINK/)
  const again = await run(csv)
  // The first owner has no address.
  assert.deepEqual(
    new Set(again.filter((line) => !line.startsWith('refused'))),
    new Set(['unchanged: ']),
  )
})

test('a search finds parts of names as they are written, a page at a time', async () => {
  for (const name of ['100 % Ltd', 'A_b', 'Zoë']) await add(name.replaceAll(/\W/g, ''), 'guest')
  const found = async (q: string) => (await people.list(owner, { q, limit: 10 })).total
  assert.equal(await found('%'), 0)
  assert.equal(await found('A_b'), 1)
  assert.equal(await found('zo'), 1)
  const seen: string[] = []
  let cursor: string | undefined
  do {
    const page = await people.list(owner, { limit: 2, ...(cursor !== undefined && { cursor }) })
    seen.push(...page.people.map(({ id }) => id))
    cursor = page.nextCursor ?? undefined
  } while (cursor !== undefined)
  assert.equal(new Set(seen).size, directory.snapshot(tenantId).people.size)
  assert.equal(seen.length, new Set(seen).size)
})

test('a mark that no page gave is refused, and one that a page gave leads on', () => {
  const mark = { sort: 'zoë', id: LOCAL_OWNER.id }
  assert.deepEqual(fromCursor(toCursor(mark)), mark)
  const texts = [
    'x',
    Buffer.from('["a\\u0000","b"]').toString('base64url'),
    toCursor({ ...mark, id: 'b' }),
  ]
  for (const text of texts) assert.throws(() => fromCursor(text), bad)
  assert.equal(toPattern(' 5%_\\ '), String.raw`%5\%\_\\%`)
})
