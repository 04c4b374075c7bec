import { expect, test } from 'vitest'
import { commandsFor, matchCommands } from '@/components/shell/commands'
import { projectPages } from '@/components/shell/hrefs'

const commands = commandsFor('shop', ['shop', 'blog'])
const labels = (query: string) => matchCommands(commands, query).map(({ label }) => label)

test('an empty query offers every page and project', () => {
  const pages = projectPages('shop').map(({ label }) => label)
  expect(pages.length).toBeGreaterThan(10)
  expect(labels(' ')).toEqual([...pages, 'shop', 'blog', 'All projects', 'Edges', 'Account'])
})

test('what begins with the query comes before what merely holds it', () => {
  expect(labels('p').slice(0, 2)).toEqual(['Paths', 'Purge'])
})

test('all words must match, in any order and case', () => {
  expect([labels('PROJECT blog'), labels('zebra')]).toEqual([['blog'], []])
})

test('outside a project only projects are offered', () => {
  expect(commandsFor(undefined, ['shop']).map(({ href }) => href)).toEqual([
    '/shop',
    '/',
    '/edges',
    '/account',
    '/members',
    '/audit',
  ])
})
