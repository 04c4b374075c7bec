import { rm, writeFile } from 'node:fs/promises'
import { createServer, type RequestListener } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { createApi } from '@/lib/cli/api'
import { endpoints } from '@/lib/contract/endpoints'

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
}

const apiAt = (url: string) =>
  createApi(
    async () => url,
    async () => 'frt_x',
  )
const sha256 = 'a'.repeat(64)
const upload = { id: 'dpl_abcdefghijkl', sha256 }

test('a file goes again, whole, when the connection drops on the way or the dashboard restarts', async () => {
  const file = join(tmpdir(), `freshet-api-${process.pid}.txt`)
  onTestFinished(() => rm(file))
  await writeFile(file, 'x'.repeat(100_000))
  const sizes: number[] = []
  const url = await serve((request, response) => {
    let size = 0
    request.on('data', (chunk: Buffer) => {
      size += chunk.byteLength
    })
    request.on('end', () => {
      sizes.push(size)
      if (sizes.length === 1) request.socket.destroy()
      else if (sizes.length === 2) response.writeHead(503).end()
      else response.end(JSON.stringify({ sha256, sizeBytes: size }))
    })
  })
  expect(await apiAt(url).callAgain(endpoints.uploadFile, upload, file)).toEqual({ sha256, sizeBytes: 100_000 })
  expect(sizes).toEqual([100_000, 100_000, 100_000])
})

test('what must not be done twice is sent once', async () => {
  let count = 0
  const url = await serve((request) => {
    count += 1
    request.socket.destroy()
  })
  await expect(apiAt(url).call(endpoints.createProject, { project: 'shop' })).rejects.toMatchObject({ exitCode: 3 })
  expect(count).toBe(1)
})

test('a refusal is not tried again, and keeps code, sentence and details', async () => {
  let count = 0
  const error = { code: 'conflict', message: 'The upload is finished.', details: { missing: [] } }
  const url = await serve((_request, response) => {
    count += 1
    response.writeHead(409).end(JSON.stringify({ error }))
  })
  await expect(apiAt(url).callAgain(endpoints.uploadFile, upload)).rejects.toMatchObject({ exitCode: 1, error })
  expect(count).toBe(1)
})

test.each([
  [404, '<h1>nginx</h1>'],
  [200, '<h1>nginx</h1>'],
  [200, '{"tokens":1}'],
])('an answer that is not of Freshet is told as such: %i %s', async (status, body) => {
  const url = await serve((_request, response) => response.writeHead(status).end(body))
  await expect(apiAt(url).call(endpoints.listTokens, {})).rejects.toThrow('Check FRESHET_URL')
})

test('a wrong FRESHET_URL is one refusal: no search for a token fails unheard beside it', async () => {
  let searches = 0
  const api = createApi(
    () => Promise.reject(new Error('no URL')),
    async () => {
      searches += 1
      throw new Error('no token either')
    },
  )
  await expect(api.call(endpoints.createProject, { project: 'shop' })).rejects.toThrow('no URL')
  expect(searches).toBe(0)
})

test('a token that is not accepted is said to be the trouble', async () => {
  const error = { code: 'unauthorized', message: 'Sign in, or send a token.' }
  const url = await serve((_request, response) => response.writeHead(401).end(JSON.stringify({ error })))
  await expect(apiAt(url).call(endpoints.createProject, { project: 'shop' })).rejects.toMatchObject({
    exitCode: 1,
    message: 'The token is wrong, has expired or was revoked. Check FRESHET_TOKEN.',
    error: { code: 'unauthorized' },
  })
})
