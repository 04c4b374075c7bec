import { once } from 'node:events'
import { type IncomingMessage, request } from 'node:http'
import { constants, createBrotliDecompress, createGunzip } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestDb } from '@/db/testing'
import { bundleEdge, deployFiles, type EdgeProcess, functionFiles, makeEdgeFolder, startEdge } from '@/lib/edge/testing'

/** Begins its answer, and ends it when somebody asks for it with `?release`. */
const HALVES = `
  let release
  module.exports = async (req, res) => {
    if (req.url.includes('release')) { release(); return res.end() }
    const released = new Promise((resolve) => { release = resolve })
    res.setHeader('content-type', 'text/html')
    res.write('<p>first half</p>')
    await released
    res.end('<p>second half</p>')
  }`

const pool = await openTestDb()
const folder = await makeEdgeFolder()
let edge: EdgeProcess

beforeAll(async () => {
  await bundleEdge()
  await deployFiles(pool, { folder: folder.path, project: 'shop', files: functionFiles('halves', HALVES) })
  edge = await startEdge(pool.url, folder.path)
})

afterAll(async () => {
  await edge.stop()
  await pool.close()
  await folder.remove()
})

test.each(['br', 'gzip'])('the first half of a page can be read while the second is made: %s', async (encoding) => {
  const headers = { host: 'shop.localhost', 'accept-encoding': encoding }
  const call = request({ host: '127.0.0.1', port: edge.port, path: '/halves', headers, agent: false }).end()
  const [answer]: IncomingMessage[] = await once(call, 'response')
  expect(answer?.headers).toMatchObject({ 'content-encoding': encoding, vary: 'accept-encoding' })
  const decoder =
    encoding === 'br'
      ? createBrotliDecompress({ flush: constants.BROTLI_OPERATION_FLUSH })
      : createGunzip({ flush: constants.Z_SYNC_FLUSH })
  const shown = answer?.pipe(decoder)[Symbol.asyncIterator]()
  expect(String((await shown?.next())?.value)).toBe('<p>first half</p>')
  await edge.request('/halves?release')
  expect(String((await shown?.next())?.value)).toBe('<p>second half</p>')
  expect((await shown?.next())?.done).toBe(true)
})
