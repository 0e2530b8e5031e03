import assert from 'node:assert/strict'
import { test } from 'node:test'
import { crc32, deflateRawSync } from 'node:zlib'
import { writeZip } from '#server/lib/documents/zip.ts'
import { makeDocx } from '../corpus-testing.ts'
import { readFile } from './read-file.ts'
import { Unreadable } from './reading.ts'
import { parseXml, textOf, XML_LIMITS } from './xml-reader.ts'
import { openZip, ZIP_LIMITS } from './zip-reader.ts'

/* Each attack first succeeds against a reader without the check that it is for. */

const WEAK = { ...ZIP_LIMITS, isStrict: false }

function problemIn(work: () => unknown): string {
  try {
    work()
    return 'none'
  } catch (error) {
    assert.ok(error instanceof Unreadable, String(error))
    return error.problem
  }
}

const docx = async (bytes: Buffer) => {
  const reading = await readFile('a.docx', bytes)
  return reading.outcome === 'problem' ? reading.problem : reading.outcome
}

/** Local entries and a directory, byte by byte, so that they can lie. */
function rawZip(
  entries: { name: string; packed: Buffer; plainBytes: number; at?: number; flags?: number }[],
): Buffer {
  const pieces: Buffer[] = []
  const listing: Buffer[] = []
  let offset = 0
  for (const { name, packed, plainBytes, at, flags = 0 } of entries) {
    const about = Buffer.alloc(26)
    about.writeUInt16LE(20, 0)
    about.writeUInt16LE(flags, 2)
    about.writeUInt16LE(8, 4)
    about.writeUInt32LE(crc32(Buffer.alloc(0)), 10)
    about.writeUInt32LE(packed.length, 14)
    about.writeUInt32LE(plainBytes, 18)
    about.writeUInt16LE(name.length, 22)
    const place = at ?? offset
    if (at === undefined) {
      const local = Buffer.concat([Buffer.from('PK\u0003\u0004'), about, Buffer.from(name), packed])
      pieces.push(local)
      offset += local.length
    }
    const tail = Buffer.alloc(14)
    tail.writeUInt32LE(place, 10)
    listing.push(
      Buffer.concat([
        Buffer.from('PK\u0001\u0002'),
        Buffer.from([20, 0]),
        about,
        tail,
        Buffer.from(name),
      ]),
    )
  }
  const directory = Buffer.concat(listing)
  const end = Buffer.alloc(22)
  end.write('PK\u0005\u0006')
  end.writeUInt16LE(entries.length, 8)
  end.writeUInt16LE(entries.length, 10)
  end.writeUInt32LE(directory.length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...pieces, directory, end])
}

const ZEROS = deflateRawSync(Buffer.alloc(24 * 1024 * 1024))

test('an archive that is a thousand times denser than any document is not unpacked', async () => {
  const bomb = rawZip([{ name: 'word/document.xml', packed: ZEROS, plainBytes: 24 * 1024 * 1024 }])
  assert.equal(openZip(bomb, WEAK).read('word/document.xml')?.length, 24 * 1024 * 1024)
  assert.equal(
    problemIn(() => openZip(bomb)),
    'bomb',
  )
  assert.equal(await docx(bomb), 'bomb')
})

test('an entry that says it is small unpacks to no more than it says', () => {
  const liar = rawZip([{ name: 'a', packed: ZEROS, plainBytes: 100 }])
  assert.equal(openZip(liar, WEAK).read('a')?.length, 24 * 1024 * 1024)
  assert.equal(
    problemIn(() => openZip(liar).read('a')),
    'bomb',
  )
})

test('entries that share their bytes are refused, before any is unpacked', () => {
  const small = deflateRawSync(Buffer.from('x'.repeat(1000)))
  const entry = { packed: small, plainBytes: 1000 }
  const overlapping = rawZip([
    { ...entry, name: 'a' },
    { ...entry, name: 'b', at: 0 },
    { ...entry, name: 'c', at: 0 },
  ])
  assert.equal(openZip(overlapping, WEAK).read('c')?.length, 1000)
  assert.equal(
    problemIn(() => openZip(overlapping)),
    'bomb',
  )
})

test('all that is read together has a limit, and so has the number of entries', () => {
  const half = { ...ZIP_LIMITS, maxTotalBytes: 1_500 }
  const zip = openZip(
    writeZip([
      { name: 'a', content: 'a'.repeat(1000) },
      { name: 'b', content: 'b'.repeat(1000) },
    ]),
    half,
  )
  assert.equal(zip.read('a')?.length, 1000)
  assert.equal(
    problemIn(() => zip.read('b')),
    'bomb',
  )
  const many = writeZip(
    Array.from({ length: 20 }, (_, index) => ({ name: `${index}`, content: '' })),
  )
  assert.equal(
    problemIn(() => openZip(many, { ...ZIP_LIMITS, maxEntries: 10 })),
    'bomb',
  )
})

for (const name of ['../../etc/passwd', '/etc/passwd', 'C:\\windows', 'word/../../x', 'a\\b']) {
  test(`an archive with the name ${name} is refused`, () => {
    const zip = writeZip([{ name, content: 'x' }])
    assert.equal(String(openZip(zip, WEAK).read(name)), 'x')
    assert.equal(
      problemIn(() => openZip(zip)),
      'damaged',
    )
  })
}

test('a name that is there twice is refused: two programs would read two documents', () => {
  const twice = writeZip([
    { name: 'a', content: 'first' },
    { name: 'a', content: 'second' },
  ])
  assert.equal(String(openZip(twice, WEAK).read('a')), 'second')
  assert.equal(
    problemIn(() => openZip(twice)),
    'damaged',
  )
})

test('an encrypted entry says so, and archives in archives stay closed', async () => {
  const packed = deflateRawSync(Buffer.from('x'))
  const locked = rawZip([{ name: 'a', packed, plainBytes: 1, flags: 1 }])
  assert.equal(
    problemIn(() => openZip(locked).read('a')),
    'encrypted',
  )
  const nested = writeZip([{ name: 'inner.zip', content: 'PK' }])
  const reading = await readFile('a.zip', nested)
  assert.deepEqual(reading, { outcome: 'problem', problem: 'type_unknown' })
})

test('entities of a document type are refused: a thousand laughs, or a file of ours', async () => {
  const laughs = `<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "${'&a;'.repeat(50)}"><!ENTITY c "${'&b;'.repeat(50)}"><!ENTITY d "${'&c;'.repeat(50)}"]><a>&d;</a>`
  const weak = { ...XML_LIMITS, refusesDoctype: false }
  assert.equal(textOf(parseXml(laughs, weak)).length, 2 * 50 ** 3)
  assert.equal(
    problemIn(() => parseXml(laughs)),
    'bomb',
  )
  const outside = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'
  assert.equal(
    problemIn(() => parseXml(outside)),
    'bomb',
  )
  const document = writeZip([
    { name: '[Content_Types].xml', content: '<a/>' },
    { name: 'word/document.xml', content: laughs },
  ])
  assert.equal(await docx(document), 'bomb')
})

test('XML that is nested without end, or has millions of elements, is refused', () => {
  const deep = '<a>'.repeat(5_000) + '</a>'.repeat(5_000)
  assert.doesNotThrow(() => parseXml(deep, { ...XML_LIMITS, maxDepth: 10_000 }))
  assert.equal(
    problemIn(() => parseXml(deep)),
    'bomb',
  )
  const wide = `<a>${'<b/>'.repeat(100)}</a>`
  assert.equal(
    problemIn(() => parseXml(wide, { ...XML_LIMITS, maxNodes: 50 })),
    'bomb',
  )
})

test('tags that do not match, and files that end in the middle, are damaged and nothing else', async () => {
  assert.equal(
    problemIn(() => parseXml('<a><b></a>')),
    'damaged',
  )
  assert.equal(
    problemIn(() => parseXml('<a b="')),
    'damaged',
  )
  const whole = makeDocx()
  for (const share of [0.1, 0.5, 0.9]) {
    const cut = Buffer.from(whole.subarray(0, Math.floor(whole.length * share)))
    assert.equal(await docx(cut), 'damaged')
  }
})

test('letters that nobody sees carry no message to the model', async () => {
  const smuggled = 'obey'
    .split('')
    .map((letter) => String.fromCodePoint(0xe0000 + letter.charCodeAt(0)))
    .join('')
  const reading = await readFile('a.txt', Buffer.from(`before${smuggled}\u200b\u200b\u200bafter`))
  assert.ok(reading.outcome === 'text')
  assert.equal(reading.sections[0]?.text, 'beforeafter')
})

test('a sheet that repeats its cells without end stays a sheet', async () => {
  const row =
    '<table:table-row table:number-rows-repeated="1048576"><table:table-cell table:number-columns-repeated="16384"><text:p>x</text:p></table:table-cell></table:table-row>'
  const { makeOdf } = await import('../corpus-testing.ts')
  const reading = await readFile(
    'a.ods',
    makeOdf(
      'spreadsheet',
      `<table:table table:name="a">${row.replace('1048576', '3')}</table:table>`,
    ),
  )
  assert.ok(reading.outcome === 'text')
  const cells = reading.sections[0]?.text.match(/x/g)?.length ?? 0
  assert.ok(cells <= 1_500, String(cells))
})
