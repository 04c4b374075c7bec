import { tmpdir } from 'node:os'
import { expect } from '@playwright/test'
import { createToken, FRESHET, freshet, test } from './freshet.ts'

const fails = (code: number) => expect.objectContaining({ code })

test('exit codes tell done, refused, misused and unreachable apart', async ({ site }) => {
  expect(await freshet(['deployments', '--project', site.project])).toMatchObject({ code: 0 })
  expect(await freshet(['deploy', tmpdir(), '--project', site.project])).toMatchObject({ code: 1 })
  expect(await freshet(['deployments', '--project', 'nobody-made-this'])).toMatchObject({ code: 1 })
  expect(await freshet(['purge', '--project', site.project, '--all', '--yes'])).toMatchObject({ code: 2 })
  expect(await freshet(['explode'])).toMatchObject({ code: 2 })
})

test('what was served is in paths --json, and a purge needs --yes', async ({ site }) => {
  await site.visit('/news')
  await site.visit('/news')
  const list = async () => JSON.parse((await freshet(['paths', '--project', site.project, '--json'])).stdout)
  await expect
    .poll(list)
    .toMatchObject({ paths: expect.arrayContaining([expect.objectContaining({ path: '/news', requests: 2 })]) })

  const purge = ['purge', '--project', site.project, '--domain', site.domain, '--tag', 'news']
  const asked = await freshet(purge)
  expect(asked.code).toBe(1)
  expect(asked.stderr).toContain('Nothing was done.')
  expect((await site.visit('/news')).cache).toBe('HIT')

  const done = await freshet([...purge, '--yes', '--json'])
  expect(JSON.parse(done.stdout)).toMatchObject({ mode: 'invalidate', entryCount: 1 })
  await expect.poll(async () => (await site.visit('/news')).cache, { intervals: [20] }).toBe('STALE')
})

test('a token may do what its scopes say, and nothing else', async ({ site }) => {
  const [read, purge, deploy] = [await createToken('read'), await createToken('purge'), await createToken('deploy')]
  const wish = ['purge', '--project', site.project, '--domain', site.domain, '--path', '/about', '--yes']
  expect(await freshet(['paths', '--project', site.project], read)).toMatchObject({ code: 0 })
  expect(await freshet(wish, read)).toEqual(fails(1))
  expect(await freshet(['rollback', '--project', site.project], purge)).toEqual(fails(1))
  expect(await freshet(['token', 'create', '--name', 'more', '--scope', 'admin'], deploy)).toEqual(fails(1))
  expect(await freshet(['token', 'ls'], deploy)).toEqual(fails(1))
  expect(await freshet(wish, 'frt_nobody')).toEqual(fails(1))
  expect(await freshet(wish, purge)).toMatchObject({ code: 0 })
})

test('the description of the API needs no sign-in; everything else does', async () => {
  expect((await fetch(new URL('/api/v1/openapi.json', FRESHET.E2E_BASE_URL))).status).toBe(200)
  expect((await fetch(new URL('/api/v1/projects', FRESHET.E2E_BASE_URL))).status).toBe(401)
  const unknown = await fetch(new URL('/api/v1/project', FRESHET.E2E_BASE_URL))
  expect([unknown.status, await unknown.json()]).toMatchObject([404, { error: { code: 'not_found' } }])
})
