import { expect, test } from 'vitest'
import { functionCall, functionFixture, textOf } from '@/lib/adapters/functions/function-fixture'
import type { Environment } from '@/lib/engine/deployment'

/** Tells its process and what it was given; `/held` answers when the test says so. */
const TELLING = `
  const open = []
  process.on('SIGUSR2', () => { for (const end of open.splice(0)) end() })
  module.exports = (req, res) => {
    const end = () => res.end(JSON.stringify({ pid: process.pid, greeting: process.env.GREETING, node: process.env.NODE_ENV }))
    if (req.url !== '/held') return end()
    open.push(end)
    console.log('held')
  }`

async function fixtureOf(values: Map<Environment, Record<string, string> | Error>) {
  return functionFixture(
    { 'index/index.js': TELLING },
    {
      variables: async ({ environment }) => {
        const found = values.get(environment) ?? {}
        if (found instanceof Error) throw found
        return found
      },
    },
  )
}

const told = (text: string): unknown => JSON.parse(text)

test('variables of the project win over those of the build; production and preview have a process each', async () => {
  await using fixture = await fixtureOf(
    new Map([
      ['production', { GREETING: 'hello', NODE_ENV: 'broken' }],
      ['preview', { GREETING: 'try' }],
    ]),
  )
  const built = { environment: { GREETING: 'built' } }
  expect(told((await fixture.fetch({ function: built })).text)).toMatchObject({ greeting: 'hello', node: 'production' })
  const call = functionCall({ function: built })
  const answer = await fixture.runtime.invoke({ ...call, site: { ...call.site, environment: 'preview' } })
  if (answer.kind === 'failed') throw new Error(answer.message)
  expect(told(await textOf(answer.body))).toMatchObject({ greeting: 'try' })
  expect(fixture.runtime.stats()).toMatchObject({ hosts: 2 })
})

test('after a change the next call gets the new value, and the call under way ends with the old one', async () => {
  const values = new Map<Environment, Record<string, string>>([['production', { GREETING: 'old' }]])
  await using fixture = await fixtureOf(values)
  const held = fixture.fetch({ url: '/held' })
  await fixture.event('output', ({ line }) => line === 'held')
  const { pid } = await fixture.event('started')

  values.set('production', { GREETING: 'new' })
  fixture.runtime.renew({ projectId: 'prj_1', environment: null })
  expect(told((await fixture.fetch()).text)).toMatchObject({ greeting: 'new' })
  process.kill(pid ?? 0, 'SIGUSR2')
  expect(told((await held).text)).toMatchObject({ greeting: 'old', pid })
  expect(await fixture.event('exited', (event) => event.pid === pid)).toMatchObject({ reason: 'outdated' })
  expect(fixture.runtime.stats()).toMatchObject({ hosts: 1 })
})

test('an idle process leaves at once; one of another project or environment stays', async () => {
  await using fixture = await fixtureOf(new Map())
  const first = told((await fixture.fetch()).text)
  fixture.runtime.renew({ projectId: 'prj_2', environment: null })
  fixture.runtime.renew({ projectId: 'prj_1', environment: 'preview' })
  expect(told((await fixture.fetch()).text)).toEqual(first)
  fixture.runtime.renew({ projectId: 'prj_1', environment: 'production' })
  expect(await fixture.event('exited')).toMatchObject({ reason: 'outdated' })
  expect(told((await fixture.fetch()).text)).not.toEqual(first)
})

test('a process that is starting while the values change serves those who waited for it, and nobody after', async () => {
  const gates = [Promise.withResolvers<Record<string, string>>(), Promise.withResolvers<Record<string, string>>()]
  let asked = 0
  await using fixture = await functionFixture(
    { 'index/index.js': TELLING },
    { variables: () => gates[asked++]?.promise ?? Promise.reject(new Error('asked too often')) },
  )
  const early = fixture.fetch()
  fixture.runtime.renew(null)
  const late = fixture.fetch()
  gates[1]?.resolve({ GREETING: 'new' })
  expect(told((await late).text)).toMatchObject({ greeting: 'new' })
  gates[0]?.resolve({ GREETING: 'old' })
  expect(told((await early).text)).toMatchObject({ greeting: 'old' })
  await fixture.event('exited', ({ reason }) => reason === 'outdated')
  expect(told((await fixture.fetch()).text)).toMatchObject({ greeting: 'new' })
})

test('without its variables a function does not run, and it runs once they are to be had', async () => {
  const values = new Map<Environment, Record<string, string> | Error>([
    ['production', new Error('Set FRESHET_SECRET_KEY.')],
  ])
  await using fixture = await fixtureOf(values)
  expect(await fixture.invoke()).toMatchObject({
    kind: 'failed',
    reason: 'unavailable',
    message: 'The function cannot be started: Set FRESHET_SECRET_KEY.',
  })
  expect(fixture.runtime.stats()).toMatchObject({ hosts: 0 })
  values.set('production', { GREETING: 'hello' })
  expect(told((await fixture.fetch()).text)).toMatchObject({ greeting: 'hello' })
})
