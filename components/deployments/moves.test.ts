import { expect, test } from 'vitest'
import { actionFor, moveCommand, movesTo, rollbackTarget } from '@/components/deployments/moves'
import { deploymentList } from '@/components/testing/operations'
import type { Domain } from '@/lib/contract/domains'

const { deployments } = deploymentList()
const [uploading, live, before, neverLive] = deployments

function domain(host: string, parts: Partial<Domain> = {}): Domain {
  return {
    host,
    project: 'storefront',
    environment: 'production',
    deployment: 'dpl_7f3a9c2k1m8q',
    group: null,
    url: `http://${host}`,
    createdAt: '2026-11-01T00:00:00.000Z',
    movedAt: null,
    ...parts,
  }
}

test('a move lists the production domains that show something else, preview ones never', () => {
  const domains = [
    domain('a.example.com'),
    domain('b.example.com', { deployment: null }),
    domain('c.example.com', { deployment: 'dpl_2b8e6d4k0x1z' }),
    domain('preview.example.com', { environment: 'preview' }),
  ]
  expect(movesTo(domains, 'dpl_2b8e6d4k0x1z')).toEqual([
    { domain: 'a.example.com', from: 'dpl_7f3a9c2k1m8q', to: 'dpl_2b8e6d4k0x1z' },
    { domain: 'b.example.com', from: null, to: 'dpl_2b8e6d4k0x1z' },
  ])
})

test('one click goes back to what was promoted last before the live one, not to what never was live', () => {
  expect(rollbackTarget(deployments)?.id).toBe(before?.id)
})

test('without an earlier production deployment there is nothing to go back to', () => {
  expect([rollbackTarget([]), rollbackTarget(deployments.filter(({ id }) => id !== before?.id))]).toEqual([
    undefined,
    undefined,
  ])
})

test('each deployment offers what can be done with it', () => {
  expect([uploading, live, before, neverLive].map((deployment) => deployment && actionFor(deployment, live))).toEqual([
    null,
    null,
    'roll_back',
    'promote',
  ])
})

test('the command makes the same move', () => {
  expect(moveCommand('roll_back', { project: 'shop', id: 'dpl_2b8e6d4k0x1z' })).toBe(
    'npx freshet rollback dpl_2b8e6d4k0x1z --project shop',
  )
})
