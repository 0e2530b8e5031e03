import assert from 'node:assert/strict'
import { test } from 'node:test'
import { planMemory, type MemoryNeeds } from './memory-plan.ts'

const GIB = 1024 ** 3
const plan = (needs: Partial<MemoryNeeds> = {}) =>
  planMemory({
    modelBytes: 491_400_064,
    contextBytesPerToken: 12_288,
    modelContextTokens: 32_768,
    freeBytes: 16 * GIB,
    wanted: { sequences: null, contextTokens: null },
    ...needs,
  })

test('a small model on a usual machine holds eight conversations of 8,192 tokens', () => {
  const { sequences, contextTokens } = plan()
  assert.deepEqual({ sequences, contextTokens }, { sequences: 8, contextTokens: 8192 })
})

test('a context is never longer than the model was made for', () => {
  assert.equal(plan({ modelContextTokens: 2048 }).contextTokens, 2048)
})

test('where memory is short there are fewer conversations first, then shorter ones', () => {
  const { sequences, contextTokens } = plan({ freeBytes: 2 * GIB })
  assert.deepEqual({ sequences, contextTokens }, { sequences: 4, contextTokens: 8192 })
  const tight = plan({ freeBytes: GIB / 2 })
  assert.deepEqual([tight.sequences, tight.contextTokens], [4, 2048])
  assert.equal(plan({ freeBytes: GIB / 100 }).sequences, 1)
})

test('what somebody set is taken as it is', () => {
  const wanted = { sequences: 6, contextTokens: 10_000 }
  const { sequences, contextTokens } = plan({ wanted, freeBytes: GIB / 100 })
  assert.deepEqual({ sequences, contextTokens }, wanted)
})

test('the limit leaves room for what the process really needs', () => {
  assert.ok(plan().limitBytes > 2 * (491_400_064 + 8 * 8192 * 12_288))
})
