import { expect, test } from 'vitest'
import { createMemoryBlobStore } from '@/lib/adapters/memory/blob-store'
import { createMemoryEdge } from '@/lib/adapters/memory/engine'
import type { StaticOutput } from '@/lib/engine/deployment'

const BYTES = new TextEncoder().encode('0123456789')

/** An edge with one file, and how often the bytes of it were read. */
async function edgeWithFile() {
  const file = { sha256: createMemoryBlobStore().put(BYTES), sizeBytes: BYTES.byteLength }
  const output: StaticOutput = { kind: 'static', name: '/file.txt', file, contentType: 'text/plain' }
  const edge = createMemoryEdge({ outputs: [output], answer: () => ({ body: 'never asked' }) })
  edge.blobs.put(BYTES)
  const reads: string[] = []
  const { read } = edge.blobs
  edge.blobs.read = (sha256) => {
    reads.push(sha256)
    return read(sha256)
  }
  await edge.sync()
  return { edge, reads }
}

test('a crowd that asks for a file reads it once', async () => {
  const { edge, reads } = await edgeWithFile()
  const answers = await Promise.all([1, 2, 3].map(() => edge.get('/file.txt')))
  expect(answers.map(({ body }) => body)).toEqual(['0123456789', '0123456789', '0123456789'])
  await edge.get('/file.txt')
  expect(reads).toHaveLength(1)
})

test.each([
  ['a part', 'bytes=2-4', 206, '234', 'bytes 2-4/10'],
  ['an end', 'bytes=-3', 206, '789', 'bytes 7-9/10'],
  ['from somewhere on', 'bytes=8-', 206, '89', 'bytes 8-9/10'],
  ['more than there is', 'bytes=8-99', 206, '89', 'bytes 8-9/10'],
  ['beyond the end', 'bytes=10-', 416, '', 'bytes */10'],
  ['several parts: the whole', 'bytes=0-1,3-4', 200, '0123456789', null],
])('range: %s', async (_title, range, status, body, contentRange) => {
  const { edge } = await edgeWithFile()
  const answer = await edge.get('/file.txt', { range })
  expect(answer).toMatchObject({ status, body })
  expect(answer.headers.get('content-range')).toBe(contentRange)
})

test('who has a part of the file as it is now gets the rest; who has one of another file gets the whole', async () => {
  const { edge } = await edgeWithFile()
  const etag = (await edge.get('/file.txt')).headers.get('etag') ?? ''
  const ask = (ifRange: string) => edge.get('/file.txt', { range: 'bytes=5-', 'if-range': ifRange })
  expect(await ask(etag)).toMatchObject({ status: 206, body: '56789' })
  for (const other of ['"another"', `W/${etag}`, 'Fri, 20 Nov 2026 10:00:00 GMT']) {
    expect(await ask(other)).toMatchObject({ status: 200, body: '0123456789' })
  }
})

test.each(['POST', 'PUT', 'PATCH', 'DELETE'])(
  '%s on a file is refused, and told what it may be asked',
  async (method) => {
    const { edge, reads } = await edgeWithFile()
    const answer = await edge.get('/file.txt', {}, method)
    expect(answer.status).toBe(405)
    expect(answer.headers.get('allow')).toBe('GET, HEAD')
    expect(answer.headers.get('x-freshet-error')).toBe('METHOD_NOT_ALLOWED')
    expect(reads).toHaveLength(0)
  },
)
