import { expect, test } from 'vitest'
import { functionFixture } from '@/lib/adapters/functions/function-fixture'

const FAILING = `
  module.exports = (req, res) => {
    console.log('asked for ' + req.url)
    if (req.url === '/exit') { console.error('no way out'); return process.exit(3) }
    res.statusCode = req.url === '/ok' ? 200 : 500
    res.end('done')
  }`

test('a call that fails is told with what its process printed meanwhile; one that does well is not', async () => {
  await using fixture = await functionFixture({ 'index/index.js': FAILING })
  await fixture.fetch({ url: '/ok', invocationId: 'inv_ok' })
  await fixture.event('output', ({ line }) => line === 'asked for /ok')
  await fixture.fetch({ url: '/broken?q=secret', invocationId: 'inv_broken' })
  const broken = await fixture.event('call_failed')
  expect(broken).toMatchObject({ invocationId: 'inv_broken', status: 500, outcome: 'answered' })
  expect(broken.output).toEqual(['asked for /broken?q=secret'])

  await fixture.invoke({ url: '/exit', invocationId: 'inv_exit' })
  const crashed = await fixture.event('call_failed', ({ invocationId }) => invocationId === 'inv_exit')
  expect(crashed).toMatchObject({ status: null, outcome: 'crashed' })
  expect(crashed.output).toEqual(['asked for /exit', 'no way out'])
  expect(fixture.events.filter(({ kind }) => kind === 'call_failed')).toHaveLength(2)
})

test('a call is told once that a process was started for it', async () => {
  await using fixture = await functionFixture({ 'index/index.js': FAILING })
  let starts = 0
  const started = () => {
    starts += 1
  }
  await fixture.fetch({ url: '/ok', started })
  await fixture.fetch({ url: '/ok', started })
  expect(starts).toBe(1)
})
