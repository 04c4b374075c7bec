import { expect, test } from 'vitest'
import { Hearing } from '@/lib/engine/fleet/hearing'

const news = (edgeId: string, n: number, ...announcements: [number, string][]) => ({
  edgeId,
  n,
  announcements: announcements.map(([number, key]) => ({ n: number, keys: [key] })),
})

function hearing() {
  const ears = new Hearing('me')
  ears.take([news('you', 3)])
  return ears
}

test('who just came knows where the others stand, and that all it holds may be old', () => {
  const ears = new Hearing('me')
  expect(ears.heard).toBeUndefined()
  expect(ears.take([news('you', 3)])).toBe('anything')
  expect(ears.heard?.get('you')).toBe(3)
})

test('keys come once, of edges that came later too', () => {
  const ears = hearing()
  expect(ears.take([news('you', 5, [4, 'a'], [5, 'b']), news('new', 1, [1, 'c'])])).toEqual(['a', 'b', 'c'])
  expect(ears.take([news('you', 5, [5, 'b'])])).toEqual([])
  expect([...(ears.heard ?? [])]).toEqual(
    expect.arrayContaining([
      ['you', 5],
      ['new', 1],
    ]),
  )
})

test.each([
  ['the next one is gone', news('you', 5, [5, 'b'])],
  ['the newest one is not there', news('you', 5, [4, 'a'])],
  ['all of an edge that came later are gone', news('new', 2)],
])('where %s, anything may have changed; and what follows is heard again', (_title, gap) => {
  const ears = hearing()
  expect(ears.take([gap])).toBe('anything')
  expect(ears.take([news(gap.edgeId, gap.n + 1, [gap.n + 1, 'z'])])).toEqual(['z'])
})

test('an edge does not ask for what it announced itself', () => {
  expect(hearing().heard?.get('me')).toBe(Number.MAX_SAFE_INTEGER)
})
