import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Client } from 'ldapts'
import { createManualClock } from '#server/lib/clock.ts'
import { LdapSettings } from '../settings.ts'
import { createLdapDirectory } from './ldap-directory.ts'
import { hasSlapd, ROOT, startSlapd } from './slapd-testing.ts'

const skip = hasSlapd ? false : 'OpenLDAP is not installed. Run: apt-get install slapd'

test(
  'OpenLDAP lets in whom it knows, by StartTLS, with the groups that it says',
  { skip },
  async () => {
    const slapd = await startSlapd()
    try {
      await fill(slapd.url)
      const settings = LdapSettings.parse({
        id: 'ldap',
        name: 'OpenLDAP',
        url: slapd.url,
        caFile: slapd.caFile,
        bindDn: ROOT.dn,
        bindPassword: ROOT.password,
        baseDn: 'ou=people,dc=example,dc=eu',
        groups: {},
      })
      const directory = createLdapDirectory({ settings, clock: createManualClock() })
      await directory.test()
      const zoe = await directory.check({ name: 'zoe', password: 'Zoë’s own' })
      assert.equal(zoe?.name, 'Zoë Lefèvre')
      assert.match(zoe.subject, /^[\da-f-]{36}$/)
      assert.deepEqual(zoe.groups, ['Finance'])
      for (const [name, password] of [
        ['zoe', 'wrong'],
        ['zoe', ''],
        ['*', 'Zoë’s own'],
        ['zoe)(uid=*', 'Zoë’s own'],
      ]) {
        assert.equal(
          await directory.check({ name: name ?? '', password: password ?? '' }),
          undefined,
        )
      }
      const searched = { ...settings, groupBaseDn: 'ou=groups,dc=example,dc=eu' }
      const other = createLdapDirectory({ settings: searched, clock: createManualClock() })
      assert.deepEqual((await other.check({ name: 'zoe', password: 'Zoë’s own' }))?.groups, [
        'Finance',
      ])
    } finally {
      await slapd.stop()
    }
  },
)

async function fill(url: string): Promise<void> {
  const client = new Client({ url })
  await client.bind(ROOT.dn, ROOT.password)
  const zoe = 'uid=zoe,ou=people,dc=example,dc=eu'
  await client.add('dc=example,dc=eu', {
    objectClass: ['dcObject', 'organization'],
    dc: 'example',
    o: 'Example',
  })
  for (const ou of ['people', 'groups']) {
    await client.add(`ou=${ou},dc=example,dc=eu`, { objectClass: 'organizationalUnit', ou })
  }
  await client.add(zoe, {
    objectClass: ['inetOrgPerson'],
    uid: 'zoe',
    cn: 'Zoë Lefèvre',
    sn: 'Lefèvre',
    mail: 'zoe@example.eu',
    userPassword: 'Zoë’s own',
  })
  await client.add('cn=Finance,ou=groups,dc=example,dc=eu', {
    objectClass: 'groupOfNames',
    cn: 'Finance',
    member: zoe,
  })
  await client.unbind()
}
