import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startWithWorkers, until, CALL_MICROS, type Galerne } from './workers-harness.ts'

let galerne: Galerne
before(async () => {
  galerne = await startWithWorkers(2)
})
after(() => galerne.stop())

/** More in a row than one worker of two would get, as a rule. */
const SEVERAL = 6
const BUDGET_EXCEEDED = 402

async function statusesOf(key: string): Promise<Set<number>> {
  const calls = Array.from({ length: SEVERAL }, () => galerne.call(key))
  return new Set((await Promise.all(calls)).map(({ status }) => status))
}

/** Longer than a worker takes to look at what the others have changed, so that it holds for one that got no call, too. */
const LONG_ENOUGH_MS = 600

async function everywhere(key: string, status: number): Promise<void> {
  let sinceMs = Infinity
  const isSo = async () => {
    const areAll = [...(await statusesOf(key))].every((one) => one === status)
    sinceMs = areAll ? Math.min(sinceMs, performance.now()) : Infinity
    return performance.now() - sinceMs > LONG_ENOUGH_MS
  }
  await until(isSo, `${status} from every worker`)
}

async function keyWithBudget(hardMicros: number): Promise<string> {
  const [{ id, secret }, other] = [await galerne.createKey(), await galerne.createKey()]
  await setBudget(id, hardMicros)
  // Whoever knows of the later one knows of the one before.
  await setBudget(other.id, 0)
  await everywhere(other.secret, BUDGET_EXCEEDED)
  return secret
}

async function setBudget(id: string, hardMicros: number): Promise<void> {
  const budget = { period: 'day', currency: 'EUR', softMicros: null, hardMicros }
  const { status, text } = await galerne.api('POST', '/budgets', {
    subject: { kind: 'key', id },
    ...budget,
  })
  assert.equal(status, 201, text)
}

test('two processes answer at one address, and each worker has its own write-ahead file', () => {
  const pids = galerne.workerPids()
  assert.equal(new Set(pids).size, 2)
  assert.ok(!pids.includes(galerne.child.pid ?? 0))
})

test('the one sign-in link works once, whichever worker is asked', async () => {
  const statuses: number[] = []
  for (let at = 0; at < 3; at += 1) {
    const { status } = await fetch(galerne.signInUrl, { redirect: 'manual' })
    statuses.push(status)
  }
  assert.deepEqual(statuses, [303, 401, 401])
})

test('a key that one worker made is known to both, and revoked it opens neither', async () => {
  const { id, secret } = await galerne.createKey()
  await everywhere(secret, 200)
  assert.equal((await galerne.api('DELETE', `/keys/${id}`)).status, 204)
  await everywhere(secret, 401)
})

test('a budget of 1.00 admits ten calls of 0.10, however many come at once to both workers', async () => {
  const secret = await keyWithBudget(10 * CALL_MICROS)
  const answeredBefore = galerne.answered()
  let good = 0
  await until(async () => {
    const answers = await Promise.all(Array.from({ length: 200 }, () => galerne.call(secret)))
    good += answers.filter(({ status }) => status === 200).length
    return answers.every(({ status }) => status === BUDGET_EXCEEDED)
  }, 'the budget is used up')
  assert.equal(good, 10)
  assert.equal(galerne.answered() - answeredBefore, 10)
})

test('kill -9 of a worker costs its calls in flight alone; its lease comes back and another one takes its place', async () => {
  const secret = await keyWithBudget(30 * CALL_MICROS)
  const pidsBefore = galerne.workerPids()
  const [victim = 0] = pidsBefore
  let good = 0
  let broken = 0
  const one = async () => {
    try {
      const { status } = await galerne.call(secret)
      if (status === 200) good += 1
      // By the number of those that are done, so that others are under way.
      if (good === 8) process.kill(victim, 'SIGKILL')
    } catch (error) {
      broken += 1
      assert.match(String(error), /ECONNRESET|socket hang up|ECONNREFUSED|EPIPE|ESRCH/)
    }
  }
  // What the dead one had been lent is spent by the others: but for what its last calls may have cost.
  await until(async () => {
    await Promise.all([one(), one(), one(), one()])
    return good + broken >= 28
  }, 'all of the budget is spent')
  assert.ok(good <= 30, `${good} calls of 0.10 within 3.00`)
  await until(() => {
    const pids = galerne.workerPids()
    return pids.length === 2 && !pids.includes(victim)
  }, 'another worker')
  const { secret: fresh } = await galerne.createKey()
  await everywhere(fresh, 200)
})

test('/metrics counts the calls of all workers, of those that have ended too', async () => {
  const counted = async () => {
    const text = await (await fetch(`${galerne.url}/metrics`)).text()
    const lines = text.matchAll(/^gen_ai_client_operation_duration_seconds_count\{.*\} (\d+)$/gm)
    return [...lines].reduce((sum, [, count]) => sum + Number(count), 0)
  }
  const countBefore = await counted()
  const { secret } = await galerne.createKey()
  await everywhere(secret, 200)
  assert.ok((await counted()) >= countBefore + SEVERAL)
})

test('all end when they are told to, with calls in flight', async () => {
  const pids = galerne.workerPids()
  const { secret } = await galerne.createKey()
  const calls = Array.from({ length: 4 }, () => galerne.call(secret).catch(() => undefined))
  assert.equal(await galerne.stop(), 0)
  await Promise.all(calls)
  for (const pid of pids) assert.throws(() => process.kill(pid, 0), /ESRCH/)
})
