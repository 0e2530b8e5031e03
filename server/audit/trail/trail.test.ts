import assert from 'node:assert/strict'
import { hash } from 'node:crypto'
import { test } from 'node:test'
import { canonicalJson } from './canonical-json.ts'
import { createFrontier, leafHash, nodeHash, TILE_HEIGHT } from './merkle.ts'
import {
  isConsistent,
  proveConsistency,
  proveInclusion,
  rootFromInclusion,
  rootOf,
  type ReadHashes,
} from './proofs.ts'
import { createNoteSigner, openNote, readNoteVerifier, signNote } from './signed-note.ts'

test('JSON is written as RFC 8785 writes it', () => {
  // Sections 3.2.2 to 3.2.4 of the RFC.
  const value: unknown = JSON.parse(
    String.raw`{"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],"string":"€$\u000F\u000aA'\u0042\u0022\u005c\\\"\/","literals":[null,true,false]}`,
  )
  assert.equal(
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it came out of JSON.parse
    canonicalJson(value as never),
    String.raw`{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}`,
  )
  const sorted = { '€': 1, '\r': 2, '\ufb33': 3, '1': 4, '😀': 5, '\u0080': 6, ö: 7 }
  const text = '{"\\r":2,"1":4,"\u0080":6,"ö":7,"€":1,"😀":5,"\ufb33":3}'
  assert.equal(canonicalJson(sorted), text)
  assert.throws(() => canonicalJson({ a: Number.NaN }))
})

// The tree of certificate transparency's own tests (RFC 6962 reference implementation): eight leaves.
const LEAVES = [
  '',
  '00',
  '10',
  '2021',
  '3031',
  '40414243',
  '5051525354555657',
  '606162636465666768696a6b6c6d6e6f',
]
const ROOTS = [
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
]

test('the tree is that of RFC 6962', () => {
  const frontier = createFrontier()
  assert.equal(frontier.root().toString('hex'), hash('sha256', ''))
  for (const [at, leaf] of LEAVES.entries()) {
    frontier.append(leafHash(Buffer.from(leaf, 'hex')))
    assert.equal(frontier.root().toString('hex'), ROOTS[at])
    const again = createFrontier(frontier.size, frontier.hashes())
    assert.ok(again.root().equals(frontier.root()), 'the right edge is all that is needed')
  }
  assert.throws(() => createFrontier(3, frontier.hashes()))
})

/** Leaves and whole subtrees, as the database keeps them. */
function grow(count: number) {
  const frontier = createFrontier()
  const levels = new Map<number, Buffer[]>([[0, []]])
  const roots = [frontier.root()]
  for (let at = 0; at < count; at += 1) {
    const leaf = leafHash(String(at))
    levels.get(0)?.push(leaf)
    frontier.append(leaf)
    for (const { height, index, hash: node } of frontier.takeWhole()) {
      levels.set(height, levels.get(height) ?? [])
      const level = levels.get(height) ?? []
      assert.equal(level.length, index)
      level.push(node)
    }
    roots.push(frontier.root())
  }
  const read: ReadHashes = async (height, from, size) => {
    const level = levels.get(height)?.slice(from, from + size) ?? []
    if (level.length !== size) throw new Error('missing')
    assert.ok(size <= 2 ** (TILE_HEIGHT - 1), 'a proof reads little')
    return level
  }
  return { read, roots, leaves: levels.get(0) ?? [] }
}

test('every entry of every size is proved to be in it, and nothing else is', async () => {
  const { read, roots, leaves } = grow(530)
  for (const size of [1, 2, 3, 7, 8, 255, 256, 257, 511, 512, 513, 530]) {
    assert.ok((await rootOf(read, 0, size)).equals(roots[size] ?? Buffer.alloc(0)))
    for (let leaf = 0; leaf < size; leaf += size > 20 ? 13 : 1) {
      const proof = await proveInclusion(read, leaf, size)
      const own = leaves[leaf] ?? Buffer.alloc(0)
      const root = rootFromInclusion({ leaf, size, hash: own }, proof)
      assert.ok(root?.equals(roots[size] ?? Buffer.alloc(0)), `${leaf} of ${size}`)
      const other = rootFromInclusion({ leaf, size, hash: leafHash('x') }, proof)
      assert.notDeepEqual(other, root)
      assert.equal(rootFromInclusion({ leaf, size, hash: own }, [...proof, own]), undefined)
    }
  }
})

test('a larger tree is proved to begin with a smaller one, and no other is', async () => {
  const { read, roots } = grow(300)
  for (const first of [1, 2, 3, 4, 100, 255, 256, 257, 299, 300]) {
    for (const second of [first, 257, 300].filter((size) => size >= first)) {
      const proof = await proveConsistency(read, first, second)
      const heads = [first, second].map((size) => ({ size, root: roots[size] ?? Buffer.alloc(0) }))
      const [a, b] = heads
      assert.ok(a && b && isConsistent(a, b, proof), `${first} in ${second}`)
      const forged = { size: first, root: nodeHash(a.root, a.root) }
      assert.ok(!isConsistent(forged, b, proof))
    }
  }
})

test('a note is believed as it was signed, by whom it was, and in no other way', () => {
  const { signer } = createNoteSigner('example.eu/log')
  const { verifier } = signer
  const note = signNote('example.eu/log\n3\nabc\n', [signer])
  const known = [readNoteVerifier(verifier.text)]
  assert.equal(openNote(note, known).text, 'example.eu/log\n3\nabc\n')
  const stranger = createNoteSigner('example.eu/log').signer.verifier
  assert.throws(() => openNote(note, [stranger]), /not known/)
  for (let at = 0; at < note.length; at += 1) {
    const changed = `${note.slice(0, at)}${note[at] === 'A' ? 'B' : 'A'}${note.slice(at + 1)}`
    assert.throws(() => openNote(changed, known), `byte ${at}`)
  }
})

test('the example of the signed-note specification is opened', () => {
  const key = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW'
  const note =
    "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n\n— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
  assert.deepEqual(openNote(note, [readNoteVerifier(key)]).keyIds, ['c74f20a3'])
})
