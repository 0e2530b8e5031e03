import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { createCatalogueFiles } from './catalogue-files.ts'
import { exportMessages, importMessages } from './exchange.ts'

const folder = mkdtempSync(join(tmpdir(), 'catalogues-'))
after(() => rmSync(folder, { recursive: true }))
mkdirSync(join(folder, 'en'))
const HEADER = 'msgid ""\nmsgstr ""\n"Language: en\\n"\n\n'
const entry = (text: string) => `#: web/A.tsx\nmsgid "${text}"\nmsgstr "${text}"\n`
writeFileSync(
  join(folder, 'en', 'messages.po'),
  HEADER + [entry('Hello {name}'), entry('{n, plural, one {# file} other {# files}}')].join('\n'),
)
writeFileSync(join(folder, 'en', 'workspace.po'), HEADER + entry('Copy'))
writeFileSync(join(folder, 'en', 'entrance.po'), HEADER + entry('Copy'))
const files = createCatalogueFiles(folder)

/** The lines of an export with a translation for each, by a part of the English. */
async function translated(language: string, by: Record<string, string>): Promise<string[]> {
  const lines = await exportMessages(files, { language })
  return lines.flatMap((line) => {
    const [id, , , english = ''] = line.split('\t')
    const found = Object.entries(by).find(([part]) => english.includes(part))
    return found ? [`${id}\t${found[1]}`] : []
  })
}

test('what is exported once is imported into every catalogue that has it, and then is not exported again', async () => {
  const before = await exportMessages(files, { language: 'ga' })
  assert.equal(before.length, 3)
  assert.match(before.find((line) => line.endsWith('\tCopy')) ?? '', /\tworkspace,entrance\tA\.tsx/)
  const lines = await translated('ga', {
    Hello: 'Dia duit, {name}',
    file: '{n, plural, one {# chomhad} two {# chomhad} few {# chomhad} many {# gcomhad} other {# comhad}}',
    Copy: 'Cóipeáil',
  })
  const report = await importMessages(files, 'ga', lines)
  assert.deepEqual(report, { taken: 3, rejected: [], missing: 0 })
  for (const name of ['workspace', 'entrance']) {
    assert.match(readFileSync(join(folder, 'ga', `${name}.po`), 'utf8'), /msgstr "Cóipeáil"/)
  }
  assert.deepEqual(await exportMessages(files, { language: 'ga' }), [])
  const whole = await exportMessages(files, { language: 'ga', isWhole: true })
  assert.equal(whole.length, 3)
  assert.equal((await importMessages(files, 'ga', whole)).taken, 3)
})

test('a line that would break the page is named and not taken; the others are', async () => {
  const lines = await translated('lt', {
    Hello: 'Labas',
    file: '{n, plural, one {# failas} other {# failų}}',
    Copy: 'Kopijuoti',
  })
  const report = await importMessages(files, 'lt', [...lines, 'nobody\tNiekas', '', '# a remark'])
  assert.equal(report.taken, 1)
  assert.deepEqual(
    report.rejected.map(({ line, problem }) => `${line} ${problem.replace(/".*?" /, '')}`),
    [
      '1 has the variables "", not "{name}"',
      '2 the plural of {n} has one, other; it needs few, many, one, other in "{n, plural, one {# failas} other {# failų}}"',
      '4 no message has this id: export anew',
    ],
  )
  assert.equal(report.missing, 2)
})

test('what needs no judgement is mended: apostrophes, dots, the spaces of French', async () => {
  const lines = await translated('fr', { Hello: "Qu'y a-t-il, {name} ? Dites..." })
  assert.deepEqual((await importMessages(files, 'fr', lines)).rejected, [])
  const { translation } =
    Object.values(await files.read('fr', 'messages')).find((each) => each.translation) ?? {}
  assert.equal(translation, 'Qu’y a-t-il, {name}\u202F? Dites…')
})

test('an apostrophe before a variable, which would hide it, becomes the right one', async () => {
  const lines = await translated('it', { Hello: "L'{name}" })
  assert.deepEqual((await importMessages(files, 'it', lines)).rejected, [])
})

test('a file keeps its head, and is not written where nothing changed', async () => {
  const path = join(folder, 'ga', 'messages.po')
  const text = readFileSync(path, 'utf8').replace(
    '"Language: ga\\n"',
    '"Language: ga\\n"\n"X-Mine: kept\\n"',
  )
  writeFileSync(path, text)
  await importMessages(files, 'ga', [])
  assert.equal(readFileSync(path, 'utf8'), text)
})
