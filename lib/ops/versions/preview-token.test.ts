import { expect, test } from 'vitest'
import { type PreviewPermit, readPermit, signPermit } from '@/lib/ops/versions/preview-token'

const permit: PreviewPermit = { purpose: 'preview', projectId: 'prj_1', versionId: 'ver_1', endsAtMs: 1_000 }

test('a permit is read with the key that signed it, and with no other', () => {
  const token = signPermit('one key', permit)
  expect(readPermit('one key', token)).toEqual(permit)
  expect(readPermit('another key', token)).toBeUndefined()
})

test('a permit that was changed, cut or made up is none', () => {
  const token = signPermit('one key', permit)
  const signature = token.slice(token.indexOf('.'))
  const download = Buffer.from(JSON.stringify({ ...permit, purpose: 'download' })).toString('base64url')
  for (const other of [`${download}${signature}`, token.slice(0, -3), `${token}.x`, signature, '', '.', 'ver_1']) {
    expect(readPermit('one key', other)).toBeUndefined()
  }
})

test('a permit whose signature is spelled another way is none', () => {
  const token = signPermit('one key', permit)
  const spelledBy = (last: string) => readPermit('one key', token.slice(0, -1) + last)
  const read = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'].filter((last) => spelledBy(last))
  expect(read).toEqual([token.at(-1)])
})
