import { expect, test } from 'vitest'
import { isFromThisMachine } from '@/lib/engine/refusal'

test.each([
  ['a name of this machine, without any proxy', 'shop.localhost', [], true],
  ['this machine itself', 'localhost', ['Host', 'localhost', 'Accept', 'x-forwarded-for'], true],
  ['a name that others have too', 'shop.example.com', [], false],
  ['an address, as a proxy asks that hands no host on', '127.0.0.1', [], false],
  ['a name that only looks like it', 'localhost.example.com', [], false],
  ['what a proxy brought', 'shop.localhost', ['X-Forwarded-For', '203.0.113.9'], false],
  ['what a proxy of another kind brought', 'shop.localhost', ['Via', '1.1 cache'], false],
])('whether hosts may be named: %s', (_title, host, rawHeaders, isHere) => {
  expect(isFromThisMachine({ host, rawHeaders })).toBe(isHere)
})
