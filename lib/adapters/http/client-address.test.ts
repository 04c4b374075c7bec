import { expect, test } from 'vitest'
import { createClientReader } from '@/lib/adapters/http/client-address'

const forged: Record<string, string> = {
  'x-forwarded-for': '6.6.6.6, 203.0.113.9, 10.1.2.3',
  'x-forwarded-proto': 'https',
  'x-forwarded-host': 'shop.test',
}
const header = (name: string) => forged[name]

test('a visitor who is no trusted proxy cannot say where they come from', () => {
  const read = createClientReader(['10.0.0.0/8'])
  expect(read('203.0.113.5', header)).toEqual({ ip: '203.0.113.5', protocol: 'http', forwardedHost: undefined })
  expect(createClientReader([])('127.0.0.1', header)).toMatchObject({ ip: '127.0.0.1', protocol: 'http' })
})

test('a trusted proxy is believed, up to the first address that is not one', () => {
  const read = createClientReader(['10.0.0.0/8', '::1'])
  const believed = { ip: '203.0.113.9', protocol: 'https', forwardedHost: 'shop.test' }
  expect(read('10.9.9.9', header)).toEqual(believed)
  expect(read('::ffff:10.9.9.9', header)).toEqual(believed)
  expect(read('::1', header)).toEqual(believed)
})
