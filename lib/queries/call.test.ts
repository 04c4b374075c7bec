import { afterEach, expect, test, vi } from 'vitest'
import { endpoints } from '@/lib/contract/endpoints'
import { ApiFailure, call } from '@/lib/queries/call'

afterEach(() => vi.unstubAllGlobals())

function answerWith(answer: () => Promise<Response>) {
  vi.stubGlobal('fetch', answer)
}

test('an answer is parsed by the contract', async () => {
  answerWith(async () => Response.json({ projects: [] }))
  expect(await call(endpoints.listProjects, {})).toEqual({ projects: [] })
})

test('an answer of another shape is refused rather than shown', async () => {
  answerWith(async () => Response.json({ projects: 'none' }))
  await expect(call(endpoints.listProjects, {})).rejects.toThrow()
})

test('a refusal carries its code and its sentence', async () => {
  answerWith(async () => Response.json({ error: { code: 'conflict', message: 'It moved.' } }, { status: 409 }))
  await expect(call(endpoints.listProjects, {})).rejects.toEqual(new ApiFailure('conflict', 'It moved.'))
})

test('an error without a reason, as a proxy gives it, still says what was asked', async () => {
  answerWith(async () => new Response('<h1>Bad gateway</h1>', { status: 502 }))
  await expect(call(endpoints.listProjects, {})).rejects.toMatchObject({
    code: 'internal',
    message: 'GET /api/v1/projects answered 502 without a reason.',
  })
})

test('no answer is told from a refusal', async () => {
  answerWith(async () => {
    throw new TypeError('fetch failed')
  })
  await expect(call(endpoints.listProjects, {})).rejects.toMatchObject({ code: 'unreachable' })
})

test('a call that was given up is no outage', async () => {
  const controller = new AbortController()
  answerWith(async () => {
    controller.abort()
    throw controller.signal.reason
  })
  await expect(call(endpoints.listProjects, {}, controller.signal)).rejects.toMatchObject({ name: 'AbortError' })
})
