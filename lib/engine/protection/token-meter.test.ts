import { expect, test } from 'vitest'
import { TokenMeter } from '@/lib/engine/protection/token-meter'

const MINUTE = 60_000
const from = (clientIp: string, domain = 'shop.test') => ({ site: { projectId: 'prj_1', domain }, clientIp })

function guess(meter: TokenMeter, count: number, { clientIp = '192.0.2.1', nowMs = 0, prefix = 'guess' } = {}) {
  for (let n = 0; n < count; n++) meter.wrong(from(clientIp), `${prefix} ${n}`, nowMs)
}

test('the tenth different guess of a minute closes an address for a minute, and no other address', () => {
  const meter = new TokenMeter()
  guess(meter, 9)
  expect(meter.isHeld(from('192.0.2.1'), 0)).toBe(false)
  meter.wrong(from('192.0.2.1'), 'one more', 1_000)
  expect(meter.isHeld(from('192.0.2.1'), 1_000)).toBe(true)
  expect(meter.isHeld(from('192.0.2.1'), 1_000 + MINUTE - 1)).toBe(true)
  expect(meter.isHeld(from('192.0.2.1'), 1_000 + MINUTE)).toBe(false)
  expect(meter.isHeld(from('192.0.2.2'), 1_000)).toBe(false)
})

test('a secret that is shown again is no further guess: a browser keeps an old cookie for long', () => {
  const meter = new TokenMeter()
  for (let n = 0; n < 1_000; n++) meter.wrong(from('192.0.2.1'), 'the old cookie', n)
  expect(meter.isHeld(from('192.0.2.1'), 1_000)).toBe(false)
  expect(meter.drain().wrongTokens).toMatchObject([{ requests: 1_000, unseen: 0 }])
})

test('guesses of a minute ago are forgotten', () => {
  const meter = new TokenMeter()
  guess(meter, 9)
  guess(meter, 9, { nowMs: MINUTE, prefix: 'later' })
  expect(meter.isHeld(from('192.0.2.1'), MINUTE)).toBe(false)
})

test('an IPv6 network of 64 bits is one address, and domains of a project are one lock', () => {
  const meter = new TokenMeter()
  for (let n = 0; n < 10; n++) meter.wrong(from(`2001:db8::${n}`, `d${n}.test`), `guess ${n}`, 0)
  expect(meter.isHeld(from('2001:db8::ffff'), 0)).toBe(true)
  expect(meter.isHeld({ ...from('2001:db8::1'), site: { projectId: 'prj_2', domain: 'shop.test' } }, 0)).toBe(false)
})

test('of many addresses a hundred are told by name, and no request is lost', () => {
  const meter = new TokenMeter()
  for (let n = 0; n < 500; n++) meter.wrong(from(`10.0.${n >> 8}.${n & 255}`), 'guess', n)
  const { wrongTokens } = meter.drain()
  expect(wrongTokens).toHaveLength(101)
  expect(wrongTokens.reduce((sum, { requests }) => sum + requests, 0)).toBe(500)
  expect(wrongTokens.at(-1)).toMatchObject({ address: '(others)', requests: 400, firstAt: new Date(100) })
  expect(meter.drain().wrongTokens).toEqual([])
})

test('uses and refusals of a token are told apart, with the last of each', () => {
  const meter = new TokenMeter()
  meter.shown('btk_1', { holds: true, nowMs: 1, clientIp: '192.0.2.1' })
  meter.shown('btk_1', { holds: true, nowMs: 2, clientIp: '192.0.2.2' })
  meter.shown('btk_1', { holds: false, nowMs: 3, clientIp: '192.0.2.3' })
  expect(meter.drain().tokenUses).toEqual([
    {
      tokenId: 'btk_1',
      uses: 2,
      lastUsedAt: new Date(2),
      lastUsedFrom: '192.0.2.2',
      refusals: 1,
      lastRefusedAt: new Date(3),
      lastRefusedFrom: '192.0.2.3',
    },
  ])
  expect(meter.drain().tokenUses).toEqual([])
})
