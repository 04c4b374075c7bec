import { expect, test } from 'vitest'
import { parseTagFilter, sortTagsBy, tagsCommands } from '@/components/tags/tag-filter'

const everything = parseTagFilter('shop', {})

test('an address without parameters shows the tags most asked for, of a day', () => {
  expect(everything).toEqual({ project: 'shop', window: '24h', sort: 'requests', order: 'desc', page: 1, pageSize: 50 })
})

test('a search that begins with a slash is for the tags of a path', () => {
  expect(parseTagFilter('shop', { q: '/lamp' })).toEqual({ ...everything, path: '/lamp' })
  expect(parseTagFilter('shop', { q: 'lamp' })).toEqual({ ...everything, search: 'lamp' })
})

test('what the address says wrongly is left out', () => {
  const params = { window: '2h', sort: 'colour', order: 'up', page: '-1', q: ['a', 'b'] }
  expect(parseTagFilter('shop', params)).toEqual(everything)
})

test('a column is sorted the way one wants it first, then the other way', () => {
  expect(sortTagsBy(everything, 'tag')).toEqual({ sort: 'tag', order: 'asc', page: undefined })
  expect(sortTagsBy(everything, 'requests')).toEqual({ sort: undefined, order: 'asc', page: undefined })
  expect(sortTagsBy({ sort: 'entries', order: 'asc' }, 'entries')).toMatchObject({ sort: 'entries', order: undefined })
})

test('the command shows the same table, or the one tag', () => {
  expect(tagsCommands(parseTagFilter('shop', { q: '/a b' }), undefined)[0]?.text).toBe(
    "npx freshet tags --project shop --window 24h --path '/a b' --sort requests --order desc",
  )
  expect(tagsCommands(everything, 'price:18')[0]?.text).toBe('npx freshet tags price:18 --project shop --window 24h')
})
