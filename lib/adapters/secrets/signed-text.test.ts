import { expect, test } from 'vitest'
import { createSigner } from '@/lib/adapters/secrets/signed-text'

const signer = createSigner('the secret of the fleet')
const text = signer.sign('pass', { id: 'a', endsAtMs: 1 })

test('what was signed is read back, for its purpose alone', () => {
  expect(signer.read('pass', text)).toEqual({ id: 'a', endsAtMs: 1 })
  expect(signer.read('ticket', text)).toBeUndefined()
  expect(createSigner('another secret').read('pass', text)).toBeUndefined()
  // It travels in cookies and queries as it is.
  expect(text).toMatch(/^[\w-]+\.[\w-]+$/)
})

test('no change of one character is read, nor another spelling of the same bytes', () => {
  const last = text.length - 1
  for (let at = 0; at < last; at++) {
    const other = text[at] === 'A' ? 'B' : 'A'
    expect(signer.read('pass', text.slice(0, at) + other + text.slice(at + 1))).toBeUndefined()
  }
  for (const other of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_=') {
    if (other !== text[last]) expect(signer.read('pass', text.slice(0, last) + other), other).toBeUndefined()
  }
})

test.each(['', '.', 'a', 'a.b', '..', `${text}.`, `${text}.x`, `.${text}`, text.slice(0, -2), 'é.é'])(
  'nothing is read of %j',
  (made) => {
    expect(signer.read('pass', made)).toBeUndefined()
  },
)
