import { expect, test } from 'vitest'
import { addressIn, whyQuestion } from '@/components/why/question'

const SITE = 'http://shop.localhost:8080'

test.each([
  ['/prices?page=2', `${SITE}/prices?page=2`],
  ['  http://other.test/a b ', 'http://other.test/a%20b'],
  ['shop.localhost:8080/prices', `${SITE}/prices`],
  ['https://shop.example.com', 'https://shop.example.com/'],
  ['', undefined],
  ['ftp://shop.example.com/', undefined],
  ['http://', undefined],
])('%j is understood as %j', (typed, address) => {
  expect(addressIn(typed, SITE)).toBe(address)
})

test('a path is none where the project shows nothing yet', () => {
  expect(addressIn('/prices', null)).toBeUndefined()
})

test('parameters without an address, with two or with a broken one ask nothing', () => {
  expect(whyQuestion({ url: `${SITE}/` })).toEqual({ url: `${SITE}/`, method: 'GET', headers: {} })
  expect([whyQuestion({}), whyQuestion({ url: ['a', 'b'] }), whyQuestion({ url: 'nowhere' })]).toEqual([
    undefined,
    undefined,
    undefined,
  ])
})
