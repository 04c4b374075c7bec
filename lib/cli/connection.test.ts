import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { findConnection, tokenFor } from '@/lib/cli/connection'
import { EXIT } from '@/lib/cli/failure'

const local = { databaseUrl: 'postgres://freshet@127.0.0.1:5/postgres', dashboardUrl: 'http://127.0.0.1:3100' }

/** A checkout whose `.env` moves the data folder, with a Freshet that runs from there. */
async function makeCheckout(): Promise<string> {
  const checkout = await mkdtemp(join(tmpdir(), 'freshet-checkout-'))
  onTestFinished(() => rm(checkout, { recursive: true }))
  await writeFile(join(checkout, '.env'), 'FRESHET_DATA_DIR=kept\n')
  await mkdir(join(checkout, 'kept'))
  await writeFile(join(checkout, 'kept/connection.json'), JSON.stringify(local))
  return checkout
}

test('the Freshet of this checkout is found in the folder that its .env names', async () => {
  const connection = await findConnection({}, await makeCheckout())
  expect(connection).toEqual({
    url: local.dashboardUrl,
    shownUrl: local.dashboardUrl,
    access: { kind: 'local', local },
  })
})

test('the environment comes before the .env', async () => {
  const connection = await findConnection({ FRESHET_DATA_DIR: 'elsewhere' }, await makeCheckout())
  expect(connection).toEqual({ url: 'http://localhost:3000', shownUrl: 'http://localhost:3000', access: null })
})

test('a token without a URL goes to the Freshet of this checkout', async () => {
  const connection = await findConnection({ FRESHET_TOKEN: 'frt_x' }, await makeCheckout())
  expect(connection).toMatchObject({ url: local.dashboardUrl, access: { kind: 'token', token: 'frt_x' } })
})

test('a link for somebody else leads to where people open the dashboard, and only to that of this machine', async () => {
  const [checkout, shownUrl] = [await makeCheckout(), 'https://freshet.example.com']
  const here = { DASHBOARD_URL: shownUrl }
  expect(await findConnection(here, checkout)).toMatchObject({ url: local.dashboardUrl, shownUrl })
  expect(await findConnection({ ...here, FRESHET_TOKEN: 'frt_x' }, checkout)).toMatchObject({ shownUrl })
  const other = { ...here, FRESHET_TOKEN: 'frt_x', FRESHET_URL: 'https://other.example' }
  expect(await findConnection(other, checkout)).toMatchObject({ shownUrl: 'https://other.example' })
})

test('the right to a database of this machine is not taken to another dashboard', async () => {
  const checkout = await makeCheckout()
  const other = await findConnection({ FRESHET_URL: 'https://freshet.example' }, checkout)
  expect(other).toMatchObject({ url: 'https://freshet.example', access: null })
  const same = await findConnection({ FRESHET_URL: 'http://localhost:3100' }, checkout)
  expect(same).toMatchObject({ access: { kind: 'local' } })
})

test('without a token it is told whether anybody would have read one', async () => {
  const server = createServer((_req, res) => res.end())
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const address = server.address()
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
  await expect(tokenFor({ url, access: null })).rejects.toMatchObject({ exitCode: EXIT.refused })
  await new Promise((closed) => server.close(closed))
  await expect(tokenFor({ url, access: null })).rejects.toMatchObject({
    exitCode: EXIT.unreachable,
    message: expect.stringContaining(`Freshet is not running at ${url}: start it with npm start`),
  })
})
