import { expect, test } from 'vitest'
import { foundCommands } from '@/components/shell/found-commands'
import { deploymentList } from '@/components/testing/operations'

const { deployments } = deploymentList()
const place = { domain: 'shop.example.com', deployment: 'dpl_7f3a9c2k1m8q', path: '/sale' }

test('a path and a tag are gone to or purged', () => {
  const found = foundCommands({ project: 'shop', paths: [place], tags: ['price:18'], deployments: [] })
  expect(found.map(({ label, href }) => [label, href])).toEqual([
    ['/sale', '/shop/path?domain=shop.example.com&path=%2Fsale&deployment=dpl_7f3a9c2k1m8q'],
    ['Purge /sale', '/shop/purge?domain=shop.example.com&path=%2Fsale'],
    ['price:18', '/shop/tags?tag=price%3A18'],
    ['Purge price:18', '/shop/purge?tag=price%3A18'],
  ])
})

test('what is not live is promoted or rolled back to, what is live only gone to', () => {
  const labels = foundCommands({ project: 'shop', paths: [], tags: [], deployments }).map(({ label }) => label)
  const live = deployments.find(({ isProduction }) => isProduction)?.id ?? ''
  expect(labels).toContain(live)
  expect(labels.filter((label) => label.includes(live))).toEqual([live])
  expect(labels.some((label) => label.startsWith('Promote dpl_') || label.startsWith('Roll back to dpl_'))).toBe(true)
})
