import { expect, test } from 'vitest'
import {
  addressIn,
  createPublicLookup,
  isPrivateAddress,
  PrivateAddressError,
} from '@/lib/adapters/origin/private-address'

const PRIVATE = [
  ...[
    '0.0.0.0',
    '0.1.2.3',
    '10.0.0.1',
    '10.255.255.255',
    '100.64.0.1',
    '100.127.255.255',
    '127.0.0.1',
    '127.255.255.254',
  ],
  ...['169.254.0.1', '169.254.169.254', '169.254.170.2', '172.16.0.1', '172.31.255.255', '192.0.0.1', '192.0.0.192'],
  ...['192.0.2.1', '192.88.99.1', '192.168.0.1', '192.168.255.255', '198.18.0.1', '198.19.255.255', '198.51.100.7'],
  ...['203.0.113.9', '224.0.0.1', '239.255.255.255', '240.0.0.1', '255.255.255.255'],
  ...[
    '::',
    '::1',
    '::127.0.0.1',
    '::7f00:1',
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
    '::ffff:10.0.0.1',
    '::ffff:a9fe:a9fe',
  ],
  ...['0:0:0:0:0:ffff:7f00:1', '::ffff:0:7f00:1', '64:ff9b::7f00:1', '64:ff9b::a9fe:a9fe', '64:ff9b::10.0.0.1'],
  ...['64:ff9b:1::1', '100::1', '2001::1', '2001:0:7f00:1::', '2001:db8::1', '2002:7f00:1::', '2002:a00:1::1'],
  ...[
    '3fff::1',
    '5f00::1',
    'fc00::1',
    'fd00:ec2::254',
    'fd12:3456::1',
    'fe80::1',
    'fe80::1%eth0',
    'febf::1',
    'fec0::1',
  ],
  ...['ff02::1', 'ff0e::1', '[::1]', '[fe80::1%25eth0]', 'no address', '', 'localhost', '127.1', '0x7f000001'],
]

const PUBLIC = [
  ...[
    '1.1.1.1',
    '8.8.8.8',
    '9.255.255.255',
    '11.0.0.1',
    '100.63.255.255',
    '100.128.0.1',
    '126.255.255.255',
    '128.0.0.1',
  ],
  ...['169.253.255.255', '169.255.0.1', '172.15.255.255', '172.32.0.1', '192.0.1.1', '192.167.255.255', '192.169.0.1'],
  ...['198.17.255.255', '198.20.0.1', '223.255.255.255', '2606:4700::1111', '2001:4860:4860::8888', '2a00:1450::1'],
  ...['::ffff:8.8.8.8', '::ffff:808:808', '64:ff9b::8.8.8.8', '64:ff9b::808:808', '[2606:4700::1111]'],
]

test.each(PRIVATE)('%s is private', (address) => {
  expect(isPrivateAddress(address)).toBe(true)
})

test.each(PUBLIC)('%s is public', (address) => {
  expect(isPrivateAddress(address)).toBe(false)
})

/** Spellings by which filters have been passed; the URL parser makes one address of each. */
test.each([
  ...[
    'http://127.0.0.1/',
    'http://127.1/',
    'http://127.0.1/',
    'http://2130706433/',
    'http://0x7f000001/',
    'http://0x7f.1/',
  ],
  ...['http://0177.0.0.1/', 'http://017700000001/', 'http://127.0.0.1./', 'http://①②⑦.⓪.⓪.①/', 'http://１２７.0.0.1/'],
  ...[
    'http://0/',
    'http://0.0.0.0/',
    'http://127。0。0。1/',
    'http://[::1]/',
    'http://[0:0:0:0:0:0:0:1]/',
    'http://[::ffff:127.0.0.1]/',
  ],
  ...[
    'http://[::ffff:7f00:1]/',
    'http://[0:0:0:0:0:ffff:127.0.0.1]/',
    'http://[::]/',
    'http://169.254.169.254/latest/meta-data',
  ],
  ...[
    'http://0xa9fea9fe/',
    'http://2852039166/',
    'http://0251.0376.0251.0376/',
    'http://[::ffff:a9fe:a9fe]/',
    'http://[fd00:ec2::254]/',
  ],
  ...[
    'http://user@127.0.0.1/',
    'http://127.0.0.1:80/',
    'http://10.0.0.1/',
    'http://0xa000001/',
    'http://192.168.1/',
    'http://%31%32%37.0.0.1/',
  ],
])('T15: %s leads to a private address', (url) => {
  const address = addressIn(new URL(url).hostname)

  expect(address !== undefined && isPrivateAddress(address)).toBe(true)
})

type Answer = { address: string; family: number }[]
const resolving = (...answers: Answer[]) =>
  createPublicLookup((_hostname, _options, callback) => callback(null, answers.shift() ?? []))

function lookUp(lookup: ReturnType<typeof resolving>, options: { all: boolean }) {
  return new Promise((resolve) => {
    lookup('rebind.test', options, (error, address, family) => resolve(error ?? { address, family }))
  })
}

test('T15: a name is refused when any of its addresses is private', async () => {
  const lookup = resolving([
    { address: '8.8.8.8', family: 4 },
    { address: '::1', family: 6 },
  ])

  expect(await lookUp(lookup, { all: true })).toEqual(new PrivateAddressError('rebind.test', '::1'))
})

test('T15: each new connection is judged by what the name resolves to then', async () => {
  const lookup = resolving([{ address: '8.8.8.8', family: 4 }], [{ address: '169.254.169.254', family: 4 }])

  expect(await lookUp(lookup, { all: false })).toEqual({ address: '8.8.8.8', family: 4 })
  expect(await lookUp(lookup, { all: false })).toBeInstanceOf(PrivateAddressError)
})

test('a name without an address is an error', async () => {
  expect(await lookUp(resolving([]), { all: true })).toBeInstanceOf(Error)
})
