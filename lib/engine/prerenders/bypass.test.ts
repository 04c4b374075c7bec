import { expect, test } from 'vitest'
import { sampleDeployment } from '@/lib/adapters/build-output/sample-upload'
import { createMemoryEdge } from '@/lib/adapters/memory/engine'
import { prerenderAt } from '@/lib/adapters/memory/site'

/** An edge whose one page says how often it was made, with rules as `config.json` has them. */
function edgeWith(...rules: readonly unknown[]) {
  const { afterCacheBypass, router } = sampleDeployment({ config: { afterCacheBypass: rules } })
  const outputs = [prerenderAt('/page')]
  let calls = 0
  const edge = createMemoryEdge({
    outputs,
    rules: [],
    deployment: { afterCacheBypass },
    answer: () => ({ body: `call ${++calls}`, headers: [['x-kind', calls === 2 ? 'shop' : 'plain']] }),
  })
  return { edge, deciding: router.decidingHeaders }
}

const told = ({ outcome, body }: { outcome: string; body: string }) => `${outcome}: ${body}`
const debug = { type: 'request.header', key: 'X-Debug', value: '1' }
const isPlain = { type: 'cache.response.header', key: 'x-kind', value: { eq: 'plain' } }

test('what is stored is not shown to a visitor for whom all conditions of a rule hold', async () => {
  const { edge, deciding } = edgeWith({ name: 'debug', hasAll: [debug, isPlain] })
  await edge.sync()
  expect([...deciding]).toContain('x-debug')
  expect(told(await edge.get('/page', { 'x-debug': '1' }))).toBe('MISS cold: call 1')
  expect(told(await edge.get('/page', { 'x-debug': '1' }))).toBe('BYPASS prerender_bypass: call 2')
  expect(told(await edge.get('/page', { 'x-debug': '2' }))).toBe('HIT: call 1')
  expect(told(await edge.get('/page'))).toBe('HIT: call 1')
})

test('a rule about what is stored alone is asked each time, also of a page that was a hit before', async () => {
  const { edge } = edgeWith({ hasAll: [{ ...isPlain, value: 'shop' }] })
  await edge.sync()
  await edge.get('/page')
  expect(told(await edge.get('/page'))).toBe('HIT: call 1')
  await edge.purge('delete', { kind: 'path', path: '/page' })
  expect(told(await edge.get('/page'))).toBe('REVALIDATED path_deleted: call 2')
  expect(told(await edge.get('/page'))).toBe('BYPASS prerender_bypass: call 3')
})

test('one of several rules is enough, and a condition without a value asks that it is there', async () => {
  const { edge } = edgeWith({ hasAll: [debug] }, { hasAll: [{ type: 'request.header', key: 'x-fresh' }] })
  await edge.sync()
  await edge.get('/page')
  expect((await edge.get('/page', { 'x-fresh': '' })).outcome).toBe('BYPASS prerender_bypass')
})

test('a bad pattern is refused with its place', () => {
  expect(() => edgeWith({ hasAll: [{ ...debug, value: '(' }] })).toThrow('afterCacheBypass[0].hasAll')
})
