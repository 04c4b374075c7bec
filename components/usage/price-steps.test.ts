import { expect, test } from 'vitest'
import { addStep, type EditedSteps, priceOfKind, removeStep, replaceStep } from '@/components/usage/price-steps'
import { price } from '@/lib/contract/price-sheets'

const graduated: EditedSteps = {
  kind: 'graduated',
  steps: [
    { upTo: 1_000, price: '0' },
    { upTo: null, price: '2' },
  ],
}

test('another kind keeps what was typed, as far as it fits', () => {
  expect(priceOfKind({ kind: 'flat', amount: '2.6' }, 'package')).toEqual({
    kind: 'package',
    steps: [{ upTo: null, price: '2.6' }],
  })
  expect(priceOfKind(graduated, 'package')).toEqual({ ...graduated, kind: 'package' })
  expect(priceOfKind(graduated, 'flat')).toEqual({ kind: 'flat', amount: '0' })
  expect(priceOfKind({ kind: 'flat', amount: null }, 'graduated')).toEqual({
    kind: 'graduated',
    steps: [{ upTo: null, price: '' }],
  })
})

test('a new step is the last and has no limit; the one before is refused until it has one', () => {
  const longer = addStep(graduated)
  expect(longer.steps.map(({ upTo }) => upTo)).toEqual([1_000, '', null])
  expect(price.safeParse(longer).success).toBe(false)
  const told = replaceStep(replaceStep(longer, 1, { upTo: '5,000' }), 2, { price: '1' })
  expect(price.parse(told)).toEqual({
    kind: 'graduated',
    steps: [
      { upTo: 1_000, price: '0' },
      { upTo: 5_000, price: '2' },
      { upTo: null, price: '1' },
    ],
  })
})

test('what is no number stays as it was typed, and is refused', () => {
  const odd = replaceStep(graduated, 0, { upTo: '1e3' })
  expect(odd.steps[0]?.upTo).toBe('1e3')
  expect(price.safeParse(odd).success).toBe(false)
  expect(price.safeParse(replaceStep(graduated, 0, { price: '-1' })).success).toBe(false)
})

test('a limit of the last step that is emptied is none, and a step that is removed leaves the others', () => {
  expect(replaceStep(removeStep(graduated, 1), 0, { upTo: '' }).steps).toEqual([{ upTo: null, price: '0' }])
  expect(removeStep(graduated, 0).steps).toEqual([{ upTo: null, price: '2' }])
})
