import { expect, test } from 'vitest'
import { isReadableOnTheWay, pageOf } from '@/lib/server/session'

const asked = (host: string, more: Readonly<Record<string, string>> = {}) =>
  isReadableOnTheWay(new Headers({ host, ...more }))

test.each([
  ['freshet.example.com', true],
  ['10.0.0.5:3000', true],
  ['127.0.0.1.example.com', true],
  ['localhost.example.com', true],
  ['evil@localhost', true],
  ['', true],
  ['localhost:3000', false],
  ['fresh.localhost', false],
  ['127.0.0.1:3000', false],
  ['127.8.9.1', false],
  ['[::1]:3000', false],
])('T23: plain HTTP to %s can be read on the way: %s', (host, isReadable) => {
  expect(asked(host)).toBe(isReadable)
})

test('T23: behind a proxy the last word on the protocol counts, and the host that the browser knows', () => {
  expect(asked('localhost:3000', { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'freshet.example.com' })).toBe(
    false,
  )
  expect(asked('localhost:3000', { 'x-forwarded-proto': 'http', 'x-forwarded-host': 'freshet.example.com' })).toBe(true)
  expect(asked('freshet.example.com', { 'x-forwarded-proto': 'https, http' })).toBe(true)
})

test.each([
  ['own', 'https://freshet.example.com'],
  ['foreign', 'https://shop.example.com'],
  ['foreign', 'http://127.0.0.1:3000'],
])('T22: behind a proxy that tells the host beside Host, an older browser is on its %s page at %s', (page, origin) => {
  const headers = { host: '127.0.0.1:3000', 'x-forwarded-host': 'freshet.example.com', origin }
  expect(pageOf(new Request('http://127.0.0.1:3000/api/v1/tokens', { method: 'POST', headers }))).toBe(page)
})
