import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { DeploymentRequirements } from '#wire/routing.ts'
import type { DeploymentTags } from '#server/providers/provider.ts'
import { UNKNOWN_TAGS } from '#server/providers/provider-model.ts'
import { findUnmet } from '#server/access/policy/demands.ts'
import { createRandom } from './random-testing.ts'

const SWEDEN: DeploymentTags = {
  region: 'swedencentral',
  dataZone: 'EU',
  operator: 'Microsoft',
  jurisdiction: 'US',
  retentionDays: 30,
  trainsOnData: false,
  isOwnHardware: false,
  certifications: ['ISO 27001'],
}

test('a demand that a tag meets is met; the reason of any other says what is wrong', () => {
  const cases: [DeploymentRequirements, RegExp | undefined][] = [
    [{ regions: ['swedencentral'] }, undefined],
    [{ dataZones: ['eu'] }, undefined],
    [{ noTraining: true }, undefined],
    [{ certifications: ['ISO 27001'] }, undefined],
    [{ jurisdictions: ['EU'] }, /jurisdiction is US, and EU is demanded/],
    [{ ownHardware: true }, /not own hardware/],
    [{ maxRetentionDays: 0 }, /kept there for 30 days, at most 0/],
    [{ certifications: ['SecNumCloud'] }, /not certified by SecNumCloud/],
    [{ operators: ['OVHcloud', 'Scaleway'] }, /operator is Microsoft, and OVHcloud or Scaleway/],
  ]
  for (const [demands, expected] of cases) {
    const unmet = findUnmet(demands, SWEDEN)
    if (expected) assert.match(unmet ?? '', expected)
    else assert.equal(unmet, undefined)
  }
})

test('what is not declared meets no demand', () => {
  for (const demands of [
    { jurisdictions: ['EU'] },
    { dataZones: ['EU'] },
    { regions: ['x'] },
    { operators: ['x'] },
    { certifications: ['x'] },
    { noTraining: true },
    { ownHardware: true },
    { maxRetentionDays: 3650 },
  ]) {
    assert.notEqual(findUnmet(demands, UNKNOWN_TAGS), undefined, JSON.stringify(demands))
  }
})

test('the Union holds its members, and nobody else', () => {
  const under = (jurisdiction: string) =>
    findUnmet({ jurisdictions: ['EU'] }, { ...SWEDEN, jurisdiction })
  for (const member of ['EU', 'FR', 'de', 'SE']) assert.equal(under(member), undefined)
  for (const other of ['CH', 'GB', 'NO', 'US', '']) assert.notEqual(under(other), undefined)
  // A country is not the Union.
  assert.notEqual(
    findUnmet({ jurisdictions: ['FR'] }, { ...SWEDEN, jurisdiction: 'EU' }),
    undefined,
  )
})

test('a further demand never lets a deployment in (100,000 random ones)', () => {
  const random = createRandom(42)
  const pick = <T>(values: readonly [T, ...T[]]) =>
    values[Math.floor(random() * values.length)] ?? values[0]
  const some = <T>(values: readonly [T, ...T[]]) => (random() < 0.5 ? { is: [pick(values)] } : {})
  for (let n = 0; n < 100_000; n += 1) {
    const tags: DeploymentTags = {
      ...SWEDEN,
      jurisdiction: pick(['EU', 'FR', 'US', null]),
      trainsOnData: pick([true, false, null]),
      retentionDays: pick([0, 30, null]),
      isOwnHardware: pick([true, false]),
    }
    const { is: jurisdictions } = some(['EU', 'FR', 'US'])
    const demands: DeploymentRequirements = {
      ...(jurisdictions && { jurisdictions }),
      ...(random() < 0.5 && { noTraining: true }),
      ...(random() < 0.5 && { maxRetentionDays: pick([0, 30]) }),
      ...(random() < 0.3 && { ownHardware: true }),
    }
    const isIn = findUnmet(demands, tags) === undefined
    const isInWithout = findUnmet({ ...demands, noTraining: false }, tags) === undefined
    assert.ok(!isIn || isInWithout)
    if (isIn && demands.noTraining) assert.equal(tags.trainsOnData, false)
    if (isIn && demands.maxRetentionDays === 0) assert.equal(tags.retentionDays, 0)
    if (isIn && jurisdictions?.[0] === 'US') assert.equal(tags.jurisdiction, 'US')
  }
})
