import { expect, test } from 'vitest'
import { foldedLines } from '@/lib/contract/folded-lines'
import type { DiffLine } from '@/lib/contract/versions'

const same = (n: number): DiffLine => ({ kind: 'same', text: `line ${n}` })

test('lines far from a change are folded into one that counts them, and three around it stay', () => {
  const lines = [...Array.from({ length: 10 }, (_, n) => same(n)), { kind: 'added', text: 'new' } as const, same(10)]
  expect(foldedLines(lines)).toEqual([
    { kind: 'folded', text: '7 lines', lineCount: 7 },
    same(7),
    same(8),
    same(9),
    lines[10],
    same(10),
  ])
})

test('what lies between two near changes is not folded', () => {
  const lines = [{ kind: 'removed', text: 'a' } as const, same(1), same(2), { kind: 'added', text: 'b' } as const]
  expect(foldedLines(lines)).toEqual(lines)
})

test('nothing that changed folds everything', () => {
  expect(foldedLines([same(1)])).toEqual([{ kind: 'folded', text: '1 line', lineCount: 1 }])
})
