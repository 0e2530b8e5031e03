import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { Client } from 'ldapts'
import { listenOnLoopback } from '#server/lib/loopback.ts'
import { TEST_CERTIFICATE, TEST_KEY } from './certificate-testing.ts'

/** As Debian packages it. */
const PROGRAM = '/usr/sbin/slapd'
const MODULES = '/usr/lib/ldap'
const SCHEMAS = '/etc/ldap/schema'

export const ROOT = { dn: 'cn=admin,dc=example,dc=eu', password: 'of the administrator' }

export const hasSlapd = existsSync(PROGRAM)

/** A real OpenLDAP in a temporary folder, as nobody in particular, with StartTLS. */
export async function startSlapd(): Promise<{
  url: string
  caFile: string
  stop(): Promise<void>
}> {
  const folder = mkdtempSync(join(tmpdir(), 'galerne-slapd-'))
  const at = (name: string) => join(folder, name)
  mkdirSync(at('db'))
  writeFileSync(at('cert.pem'), TEST_CERTIFICATE)
  writeFileSync(at('key.pem'), TEST_KEY)
  writeFileSync(at('slapd.conf'), configuration(folder))
  const port = await findPort()
  const url = `ldap://127.0.0.1:${port}`
  const program = spawn(PROGRAM, ['-f', at('slapd.conf'), '-h', url, '-d', '0'], {
    stdio: 'ignore',
  })
  await untilReady(url)
  return {
    url,
    caFile: at('cert.pem'),
    async stop() {
      const gone = once(program, 'exit')
      program.kill()
      await gone
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function configuration(folder: string): string {
  const schemas = ['core', 'cosine', 'inetorgperson'].map(
    (name) => `include ${SCHEMAS}/${name}.schema`,
  )
  return [
    `modulepath ${MODULES}`,
    'moduleload back_mdb',
    'moduleload memberof',
    ...schemas,
    `pidfile ${folder}/pid`,
    `TLSCertificateFile ${folder}/cert.pem`,
    `TLSCertificateKeyFile ${folder}/key.pem`,
    'database mdb',
    'suffix "dc=example,dc=eu"',
    `rootdn "${ROOT.dn}"`,
    `rootpw "${ROOT.password}"`,
    `directory ${folder}/db`,
    'overlay memberof',
    '',
  ].join('\n')
}

async function findPort(): Promise<number> {
  const probe = createServer()
  const port = await listenOnLoopback(probe)
  await new Promise((resolve) => probe.close(resolve))
  return port
}

async function untilReady(url: string): Promise<void> {
  for (let tries = 0; tries < 100; tries += 1) {
    const client = new Client({ url, connectTimeout: 1000 })
    const isThere = await client.bind(ROOT.dn, ROOT.password).then(
      () => true,
      () => false,
    )
    await client.unbind()
    if (isThere) return
    await delay(50)
  }
  throw new Error('slapd did not start')
}
