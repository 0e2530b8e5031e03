/** Machines that nobody's input may make us call: this one, the network's own, what clouds keep secrets at, the reserved. */
const FORBIDDEN = [
  '127.0.0.1',
  '127.255.255.254',
  '0.0.0.0',
  '10.0.0.1',
  '100.64.0.1',
  '172.16.0.1',
  '172.31.255.255',
  '192.168.1.1',
  '169.254.169.254',
  '168.63.129.16',
  '100.100.100.200',
  '192.0.0.192',
  '192.0.2.7',
  '198.18.0.1',
  '198.51.100.7',
  '203.0.113.1',
  '224.0.0.1',
  '240.0.0.1',
  '255.255.255.255',
]

const IPV6 = [
  '[::]',
  '[::1]',
  '[0:0:0:0:0:0:0:1]',
  '[0000:0000:0000:0000:0000:0000:0000:0001]',
  '[::ffff:0:7f00:1]',
  '[64:ff9b:1::7f00:1]',
  '[2001:0:7f00:1::]',
  '[2001:db8::1]',
  '[2001:20::1]',
  '[3fff::1]',
  '[5f00::1]',
  '[fc00::1]',
  '[fd00::1]',
  '[fd00:ec2::254]',
  '[fd20:ce::254]',
  '[fe80::1]',
  '[febf::1]',
  '[fec0::1]',
  '[ff02::1]',
  '[ff0e::1]',
  '[100::1]',
  '[4000::1]',
  '[::2]',
]

/** Other ways to say the same machine, each read by the URL parser, by the system or by a proxy as that machine. */
const SPELLINGS: ((octets: number[]) => string)[] = [
  (octets) => octets.join('.'),
  (octets) => `${octets.join('.')}.`,
  (octets) => String(toNumber(octets)),
  (octets) => `0x${toNumber(octets).toString(16)}`,
  (octets) => octets.map((octet) => `0x${octet.toString(16)}`).join('.'),
  (octets) => octets.map((octet) => `0${octet.toString(8)}`).join('.'),
  ([a = 0, b = 0, c = 0, d = 0]) => `${a}.${b}.${c * 256 + d}`,
  (octets) => octets.join('。'),
  (octets) =>
    octets.join('.').replaceAll(/\d/g, (digit) => '０１２３４５６７８９'[Number(digit)] ?? ''),
  (octets) => octets.join('.').replaceAll(/\d/g, (digit) => `%3${digit}`),
  (octets) => `[::ffff:${octets.join('.')}]`,
  (octets) => `[::ffff:${toGroups(octets)}]`,
  (octets) => `[::${octets.join('.')}]`,
  (octets) => `[64:ff9b::${toGroups(octets)}]`,
  (octets) => `[2002:${toGroups(octets)}::]`,
]

const ODD = [
  'https://localhost/v1',
  'https://LOCALHOST./v1',
  'https://inside.example.eu/v1',
  'https://mixed.example.eu/v1',
  'https://api.example.eu@127.0.0.1/v1',
  'https://127.0.0.1#@api.example.eu/v1',
  'https://127.0.0.1\\@api.example.eu/v1',
  'https:\\\\127.0.0.1/v1',
  'https:127.0.0.1/v1',
  'https:/127.0.0.1/v1',
  'https:///127.0.0.1/v1',
  'https://127.1/v1',
  'https://127.0.0.1:22/v1',
  'https://①②⑦.⓪.⓪.①/v1',
  'https://0/v1',
  'https://[::1%25eth0]/v1',
  '\thttps://127.0.0.1/v1',
  'ht\ntps://127.0.0.1/v1',
  'https://127.0.\t0.1/v1',
  'file:///etc/passwd',
  'data:text/plain,secret',
  'gopher://127.0.0.1:6379/_INFO',
  'ftp://127.0.0.1/x',
  'dict://127.0.0.1:11211/stat',
  'ws://127.0.0.1/v1',
  'unix:/var/run/docker.sock',
  'http+unix://%2Fvar%2Frun%2Fdocker.sock/v1',
  'javascript:alert(1)',
  'blob:https://api.example.eu/1',
  '//127.0.0.1/v1',
  'http://api.example.eu/v1',
  'https://user:password@api.example.eu/v1',
  '',
  ' ',
  'https://',
]

/** More than 300 addresses, none of which a provider, a webhook or an issuer that somebody adds may have. */
export const HOSTILE_ADDRESSES: readonly string[] = [
  ...FORBIDDEN.flatMap((address) =>
    SPELLINGS.map((spell) => `https://${spell(address.split('.').map(Number))}/v1`),
  ),
  ...IPV6.map((host) => `https://${host}/v1`),
  ...ODD,
]

function toNumber(octets: number[]): number {
  return octets.reduce((sum, octet) => sum * 256 + octet, 0)
}

function toGroups([a = 0, b = 0, c = 0, d = 0]: number[]): string {
  return `${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`
}
