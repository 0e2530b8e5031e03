import assert from 'node:assert/strict'
import { test } from 'node:test'
import { allowedLink, hostToReveal } from './url-policy.ts'

const REFUSED = [
  '',
  'javascript:alert(1)',
  'JaVaScRiPt:alert(1)',
  ' javascript:alert(1)',
  'java\tscript:alert(1)',
  'java\nscript:alert(1)',
  '\u0001javascript:alert(1)',
  'javascript\u200b:alert(1)',
  'vbscript:msgbox(1)',
  'data:text/html,<script>alert(1)</script>',
  'data:image/svg+xml;base64,PHN2Zz4=',
  'blob:https://example.org/1',
  'file:///etc/passwd',
  'ftp://example.org/',
  'ws://example.org/',
  'intent://scan/#Intent;end',
  'view-source:https://example.org',
  '/sign-in?token=1',
  './relative',
  '?query',
  '#fragment',
  '//example.org/protocol-relative',
  '\\\\example.org\\share',
  'https:example.org',
  'https:/example.org',
  'https:///example.org',
  'https:\\\\example.org',
  'https://example.org\\@evil.example',
  'https://user@example.org/',
  'https://user:password@example.org/',
  'https://bank.example%40@evil.example/',
  'https://bank.example\u202eelpmaxe.live//:sptth',
  'https://exam\u200bple.org/',
  'https://exam\u00adple.org/',
  'https://example.org/\u2066',
  'https://example.org/a b',
  'https://example.org\u00a0/',
  'https://[::1',
  'https://',
  'http://%00/',
  `https://example.org/${'a'.repeat(3000)}`,
  'mailto:',
  'mailto:nobody',
  'mailto:a@b@c.example',
  'mailto:a@example.org,b@example.org',
]

for (const href of REFUSED) {
  test(`the address ${JSON.stringify(href.slice(0, 50))} is no link`, () => {
    assert.equal(allowedLink(href), undefined)
  })
}

test('absolute web addresses pass, in their normalised form', () => {
  assert.equal(allowedLink('https://example.org/a?b=c#d')?.href, 'https://example.org/a?b=c#d')
  assert.equal(allowedLink('HTTP://EXAMPLE.org')?.href, 'http://example.org/')
  assert.equal(allowedLink('http://127.0.0.1:4380/x')?.host, '127.0.0.1')
})

test('a host in a foreign script is named by its punycode', () => {
  assert.equal(allowedLink('https://пример.example/')?.host, 'xn--e1afmkfd.example')
  assert.match(allowedLink('https://el.wikipedia.org/wiki/Άνεμος')?.href ?? '', /%CE%86/)
})

test('a mail link keeps its address and loses what a model could have put into the mail', () => {
  const link = allowedLink('mailto:mayor@stadt.example?bcc=spy@evil.example&body=secret')
  assert.equal(link?.href, 'mailto:mayor@stadt.example')
})

const HONEST: [string, string][] = [
  ['the notice', 'https://example.org/'],
  ['https://example.org/a', 'https://example.org/a'],
  ['example.org', 'https://www.example.org/'],
  ['www.example.org', 'https://example.org/'],
  ['https://example.org/index.html', 'https://example.org/index.html'],
  ['Node.js', 'https://nodejs.org/'],
  ['see www.example.org', 'https://www.example.org/a'],
  ['mayor@stadt.example', 'mailto:mayor@stadt.example'],
  ['version 2.5', 'https://example.org/'],
]
for (const [words, href] of HONEST) {
  test(`the words "${words}" are honest about ${href}`, () => {
    assert.equal(reveal(words, href), undefined)
  })
}

const PRETENDING: [string, string][] = [
  ['https://bank.example', 'https://evil.example/'],
  ['bank.example/login', 'https://evil.example/'],
  ['BANK.EXAMPLE', 'https://evil.example/'],
  ['ｂａｎｋ．ｅｘａｍｐｌｅ', 'https://evil.example/'],
  ['bank․example', 'https://evil.example/'],
  ['bank。example', 'https://evil.example/'],
  ['ba\u200bnk.exa\u00admple', 'https://evil.example/'],
  ['bank.example', 'https://bank.example.evil.example/'],
  ['example.org', 'https://example.org.evil.example/'],
  ['evil.example@bank.example', 'https://evil.example/'],
  ['mayor@stadt.example', 'mailto:mayor@stadt.evil.example'],
  ['the notice', 'https://xn--e1afmkfd.example/'],
]
for (const [words, href] of PRETENDING) {
  test(`the words "${words}" do not hide ${href}`, () => {
    assert.equal(reveal(words, href), allowedLink(href)?.host)
  })
}

function reveal(words: string, href: string): string | undefined {
  const link = allowedLink(href)
  assert.ok(link)
  return hostToReveal(words, link)
}
