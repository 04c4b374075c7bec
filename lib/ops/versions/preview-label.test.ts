import { expect, test } from 'vitest'
import { labelFor, readLabel } from '@/lib/ops/versions/preview-label'

const named = { versionId: `ver_${'0f'.repeat(16)}`, endsAtMs: 1_795_000_000_000 }

test('a label is a host name, and is read back as what it stands for', () => {
  const label = labelFor('key', named) ?? ''
  expect(label).toMatch(/^[0-9a-z]{56}$/)
  expect(readLabel('key', label)).toEqual(named)
})

test('a label of another key, one that was changed, and what is no label stand for nothing', () => {
  const label = labelFor('key', named) ?? ''
  expect(readLabel('other', label)).toBeUndefined()
  for (const at of [0, 20, 30, 55]) {
    const changed = label.slice(0, at) + (label[at] === 'a' ? 'b' : 'a') + label.slice(at + 1)
    expect(readLabel('key', changed)).toBeUndefined()
  }
  for (const text of ['', 'preview', label.slice(1), `${label}0`, label.toUpperCase(), 'z'.repeat(56)]) {
    expect(readLabel('key', text)).toBeUndefined()
  }
})

test('a version whose id has another form has no host', () => {
  expect(labelFor('key', { ...named, versionId: 'ver_1' })).toBeUndefined()
})
