import { expect, test } from 'vitest'
import { isLiveNarrowed, liveCommand, parseLiveFilter, toggledStatus, typedPath } from '@/components/live/live-filter'

test('the address is read as a filter; what it does not understand is passed over', () => {
  const params = {
    path: '/docs',
    status: 'MISS,STALE',
    code: '5xx',
    reason: 'Not One',
    method: 'get',
    domain: ['a', 'b'],
  }
  expect(parseLiveFilter('shop', params)).toEqual({ project: 'shop', path: '/docs', status: 'MISS,STALE', code: '5xx' })
  expect(isLiveNarrowed(parseLiveFilter('shop', {}))).toBe(false)
  expect(isLiveNarrowed(parseLiveFilter('shop', { method: 'POST' }))).toBe(true)
})

test('the command shows the same as the page', () => {
  expect(liveCommand({ project: 'shop', path: '/a b*', status: 'MISS' })).toBe(
    "npx freshet logs -f --project shop --path '/a b*' --status MISS",
  )
})

test.each([
  ['', undefined],
  [' /docs?x=1#y ', '/docs'],
  ['docs', '/docs'],
])('%j typed is the path %s', (text, path) => {
  expect(typedPath(text)).toBe(path)
})

test('statuses are turned on and off one by one; the last one off is all of them', () => {
  expect(toggledStatus(undefined, 'HIT')).toBe('HIT')
  expect(toggledStatus('HIT', 'MISS')).toBe('HIT,MISS')
  expect(toggledStatus('HIT,MISS', 'HIT')).toBe('MISS')
  expect(toggledStatus('MISS', 'MISS')).toBeUndefined()
})
