import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { promisify } from 'node:util'
import { startV1Server, TEST_KEY, type V1Server } from '#server/gateway/v1/testing.ts'
import { EMPTY_PROMPT, writeSample, type CodeKind } from './code-samples.ts'
import { SCHEMA_EXAMPLE, TOOLS_EXAMPLE } from './json-checks.ts'

const run = promisify(execFile)
const ROOT = join(import.meta.dirname, '..', '..', '..')

let server: V1Server
let folder = ''
before(async () => {
  server = await startV1Server()
  folder = await mkdtemp(join(tmpdir(), 'galerne-samples-'))
  await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'))
})
after(async () => {
  await server[Symbol.asyncDispose]()
  await rm(folder, { recursive: true, force: true })
})

const PROMPT = {
  ...EMPTY_PROMPT,
  system: `It's "quoted" \\ and $HOME \`ticks\` \${x}\nJSON`,
  text: 'Was ist Wasser?\nJSON\n\'\'\'\n"""',
  temperature: 0.2,
  topP: 0.9,
  maxTokens: 200,
  seed: 7,
  stop: ['###', '\n\n'],
}
const sample = (kind: CodeKind, prompt = PROMPT) =>
  writeSample(kind, { origin: server.url, model: 'fake', prompt })
const env = () => ({ ...process.env, GALERNE_API_KEY: TEST_KEY })

for (const kind of ['openai-ts', 'mistral-ts', 'anthropic-ts'] as const) {
  test(`the sample for ${kind} runs as it stands, with the maker’s own client`, async () => {
    const path = join(folder, `${kind}.mjs`)
    await writeFile(path, sample(kind))
    const { stdout } = await run(process.execPath, [path], { env: env() })
    assert.match(stdout, /Wasser|antworte|Sprache|deutsch|Grad|Bremen|:/i)
    assert.match(stdout, /content|text/)
  })
}

test('the sample for curl runs in a shell, and no text in it is run', async () => {
  const { stdout } = await run('bash', ['-c', sample('curl')], { env: env() })
  const { choices } = JSON.parse(stdout)
  assert.ok(choices[0].message.content.length > 0)
})

test('the samples in Python compile, with tools and a schema', async () => {
  for (const kind of ['openai-py', 'mistral-py', 'anthropic-py'] as const) {
    const path = join(folder, `${kind}.py`)
    await writeFile(path, sample(kind, { ...PROMPT, tools: TOOLS_EXAMPLE, schema: SCHEMA_EXAMPLE }))
    await run('python3', ['-m', 'py_compile', path])
  }
})

test('tools and schemas are said in each client’s own words', () => {
  const prompt = { ...PROMPT, tools: TOOLS_EXAMPLE, schema: SCHEMA_EXAMPLE }
  assert.match(sample('openai-ts', prompt), /response_format: \{\n\s+type: "json_schema"/)
  assert.match(
    sample('mistral-ts', prompt),
    /responseFormat: [^]*jsonSchema: [^]*schemaDefinition:/,
  )
  assert.match(sample('mistral-py', prompt), /random_seed=7,/)
  assert.match(sample('anthropic-ts', prompt), /input_schema: \{/)
  assert.match(sample('anthropic-py', prompt), /"additionalProperties": False/)
})

test('a long picture does not bury the code, and what is no JSON yet is left out', () => {
  const images = [`data:image/png;base64,${'A'.repeat(5000)}`]
  const text = sample('openai-ts', { ...PROMPT, images, tools: '[{' })
  assert.ok(text.length < 2000)
  assert.doesNotMatch(text, /tools/)
})
