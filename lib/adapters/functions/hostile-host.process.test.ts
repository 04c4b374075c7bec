import { once } from 'node:events'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { functionFixture } from '@/lib/adapters/functions/function-fixture'

/** Finds the descriptors over which its host and the edge speak, whatever they are, and does with them what its query says. */
const HOSTILE = `
  const { closeSync, fstatSync, writeSync } = require('node:fs')
  const isSocket = (fd) => { try { return fstatSync(fd).isSocket() } catch { return false } }
  const pipes = [3, 4].filter(isSocket)
  const write = (bytes) => {
    for (const fd of pipes) {
      for (let at = 0; at < bytes.length; ) {
        try { at += writeSync(fd, bytes, at) } catch (error) { if (error.code !== 'EAGAIN') break }
      }
    }
  }
  const frame = (text) => {
    const head = Buffer.from(text)
    const lengths = Buffer.alloc(8)
    lengths.writeUInt32BE(head.length + 4, 0)
    lengths.writeUInt32BE(head.length, 4)
    return Buffer.concat([lengths, head])
  }
  module.exports = (req, res) => {
    const { searchParams } = new URL(req.url, 'http://a')
    if (searchParams.has('close')) for (const fd of pipes) closeSync(fd)
    const bytes = Buffer.from(searchParams.get('bytes') ?? '', 'latin1')
    const said = searchParams.has('frame') ? frame(searchParams.get('frame')) : bytes
    for (let times = Number(searchParams.get('times') ?? 0); times > 0; times -= 1) write(said)
    res.end(String(process.pid))
  }`

function hostile(wish: Readonly<Record<string, string>>): string {
  return `/?${new URLSearchParams(wish)}`
}

const line = (text: string) => ({ bytes: `${text}\n`, times: '1' })

test.each([
  ['a line of garbage', line('garbage')],
  ['an empty line', line('')],
  ['a line that is no message', line('{"type":"start"}')],
  ['a message of the name that Node.js gives its own', line('{"cmd":"NODE_HANDLE","type":"net.Socket"}')],
  ['a handle of a kind that Node.js does not know', line('{"cmd":"NODE_HANDLE","type":"__proto__"}')],
  ['an answer to a handle that nobody sent', line('{"cmd":"NODE_HANDLE_ACK"}')],
  ['a refusal of a handle that nobody sent', line('{"cmd":"NODE_HANDLE_NACK"}')],
  ['a frame that is no JSON', { frame: '{"type":', times: '1' }],
  ['a frame that is no message', { frame: '{"cmd":"NODE_HANDLE_ACK"}', times: '1' }],
  ['a frame that names prototypes', { frame: '{"__proto__":{"type":"ready"},"constructor":1}', times: '1' }],
  ['a frame without an end to its depth', { frame: '['.repeat(8_000), times: '1' }],
  ['a frame without a head', { bytes: '\0\0\0\0', times: '1' }],
  ['a frame that never ends', { bytes: 'x'.repeat(8_000), times: '4000' }],
  ['messages that nobody waits for, without end', { frame: '{"type":"pong"}', times: '50000' }],
  ['what ends calls that are none', { frame: '{"type":"settled","call":"x","waited":0,"rejected":0}', times: '50000' }],
])('T17: a function that writes to its edge %s ends its own host, and nobody else', async (_title, wish) => {
  await using fixture = await functionFixture({ 'index/index.js': HOSTILE, 'other/index.js': HOSTILE })
  const [{ text: pid }, { text: other }] = await Promise.all([fixture.fetch(), fixture.fetch({ bundle: 'other' })])

  await fixture.invoke({ url: hostile(wish) })

  expect(await fixture.event('exited')).toMatchObject({ bundle: 'index', pid: Number(pid), reason: 'meddled' })
  expect((await fixture.fetch()).text).not.toBe(pid)
  expect((await fixture.fetch({ bundle: 'other' })).text).toBe(other)
})

test('a function that closes what its host and the edge speak over ends that host', async () => {
  await using fixture = await functionFixture({ 'index/index.js': HOSTILE })
  const { text: pid } = await fixture.fetch()

  await fixture.invoke({ url: hostile({ close: '' }) })

  expect(await fixture.event('exited')).toMatchObject({ pid: Number(pid) })
  expect((await fixture.fetch()).text).not.toBe(pid)
})

test('a host without its end of the pipe is ended, also when it does not notice itself', async () => {
  await using fixture = await functionFixture({
    'index/index.js': `${HOSTILE}
      const serve = module.exports
      module.exports = (req, res) => {
        if (req.url !== '/quiet') return serve(req, res)
        for (const fd of pipes) closeSync(fd)
        for (;;);
      }`,
  })
  const { text: pid } = await fixture.fetch()

  await fixture.invoke({ url: '/quiet' })

  expect(await fixture.event('exited')).toMatchObject({ pid: Number(pid), reason: 'meddled' })
})

test('a function that puts a link where its socket was leads the edge nowhere else', async () => {
  await using fixture = await functionFixture({
    'index/index.js': `
      const { rmSync, symlinkSync } = require('node:fs')
      module.exports = (req, res) => {
        const { searchParams } = new URL(req.url, 'http://a')
        if (searchParams.has('to')) {
          rmSync(process.env.HOME + '/s', { force: true })
          symlinkSync(searchParams.get('to'), process.env.HOME + '/s')
        }
        res.setHeader('connection', 'close')
        res.end('function')
      }`,
  })
  const path = join(fixture.directory, 'foreign')
  const asked: string[] = []
  const foreign = createServer((req, res) => {
    asked.push(req.url ?? '')
    res.end('foreign')
  }).listen(path)
  onTestFinished(() => void foreign.close())
  await once(foreign, 'listening')
  await fixture.fetch({ url: `/?${new URLSearchParams({ to: path })}` })

  const answers = await Promise.all(Array.from({ length: 3 }, () => fixture.invoke({ url: '/containers/create' })))

  expect(asked).toEqual([])
  expect(answers.map(({ kind }) => kind)).toEqual(['answered', 'answered', 'answered'])
})
