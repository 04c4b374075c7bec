import { expect, test } from 'vitest'
import { type Answer, createMemoryEdge } from '@/lib/adapters/memory/engine'
import { prerenderAt, prerenderTargetAt } from '@/lib/adapters/memory/site'
import type { FunctionCall } from '@/lib/engine/ports'
import { JournalView } from '@/lib/engine/purges/journal-view'
import { MAX_BODY_BYTES, render } from '@/lib/engine/steps/render'

const page = prerenderAt('/page', { allowQuery: ['q'], passQuery: true })

const { basis } = new JournalView()
const HOW = { protocol: 'https', headers: [], invocationId: 'inv', stamp: 0, basis, cause: 'cold' } as const

async function rendered(answer: (call: FunctionCall, tries: number) => Answer, target = '/page') {
  let tries = 0
  const edge = createMemoryEdge({ outputs: [page], answer: (call) => answer(call, ++tries) })
  const prerender = prerenderTargetAt(target, [page])
  const how = { prerender, ...HOW } as const
  return { result: await render(edge.engine, how), calls: edge.calls, edge }
}

test('asks by GET for the output’s path with the allowed query, over the protocol of the visitor', async () => {
  const { calls } = await rendered(() => ({ body: 'page' }), '/page?q=a+b&utm=1')
  expect(calls.map(({ method, url, body }) => ({ method, url, body }))).toEqual([
    { method: 'GET', url: '/page?q=a+b', body: null },
  ])
  expect(new Map(calls[0]?.headers).get('x-forwarded-proto')).toBe('https')
})

test.each(['crashed', 'timeout'] as const)('%s is tried once more, and then it is a failure', async (reason) => {
  const { result, calls } = await rendered(() => ({ kind: 'failed', reason, message: 'gone' }))
  expect(result).toMatchObject({ kind: 'failed', reason, answer: null })
  expect(calls).toHaveLength(2)
})

test.each(['overloaded', 'unavailable', 'no_response'] as const)('%s is not tried again', async (reason) => {
  const { calls } = await rendered(() => ({ kind: 'failed', reason, message: 'no' }))
  expect(calls).toHaveLength(1)
})

test('a body larger than may be stored is a failure, not a page cut short', async () => {
  const { result } = await rendered(() => ({ body: 'x'.repeat(MAX_BODY_BYTES + 1) }))
  expect(result).toMatchObject({ kind: 'failed', reason: 'too_large' })
})

test('what cannot be stored comes along, for a visitor who has nothing else', async () => {
  const { result } = await rendered(() => ({ body: 'not for you', status: 403 }))
  expect(result).toMatchObject({ kind: 'failed', reason: 'bad_status', answer: { status: 403 } })
})

test('each call is counted by its cause, failed ones too', async () => {
  const { edge } = await rendered((_call, tries) =>
    tries === 1 ? { kind: 'failed', reason: 'crashed', message: 'gone' } : { body: 'page' },
  )
  const { invocations, tallies } = edge.engine.meter.drain(0)
  expect(invocations).toMatchObject([{ cause: 'cold', invocations: 2, failures: 1 }])
  expect(tallies).toMatchObject([{ path: '/page', invocations: 2 }])
})

test('a name of any characters goes to the function as HTTP can carry it', async () => {
  const named = prerenderAt('/日本 été')
  const edge = createMemoryEdge({ outputs: [named], answer: () => ({ body: 'page' }) })
  const prerender = { ...prerenderTargetAt('/page', [page]), output: named }
  await render(edge.engine, { prerender, ...HOW })
  const [call] = edge.calls
  const encoded = '/%E6%97%A5%E6%9C%AC%20%C3%A9t%C3%A9'
  expect([call?.url, new Map(call?.headers).get('x-matched-path')]).toEqual([encoded, encoded])
})
