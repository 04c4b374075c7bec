import { afterAll, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { createEdgeRegistry } from '@/lib/adapters/postgres/edge-registry'
import { commandIn, openShop, runCli } from '@/lib/cli/testing'
import { versionList } from '@/lib/contract/versions'

// A pin that is waited for, in a terminal, with a real edge that obeys it and one that does not.

const SOURCE = `let n = 0
module.exports = (_request, response) => response.end('render ' + ++n)`
const { pool, folder, edge, close } = await openShop(SOURCE)
afterAll(close)

const PAGE = ['--project', 'shop', '--domain', 'shop.localhost', '--path', '/page']
const freshet = (...args: readonly string[]) => runCli(args, { env: { FRESHET_DATA_DIR: folder.path } })

/** What the edge shows as HIT, once it is not `before`. */
async function shown(before = ''): Promise<string> {
  return vi.waitFor(
    async () => {
      const { cache, body } = await edge.request('/page')
      expect([cache, body]).toEqual(['HIT', expect.not.stringMatching(`^${before}$`)])
      return body
    },
    { timeout: 20_000, interval: 20 },
  )
}

test('a pin and an unpin that are waited for end with 0 once every edge serves what it should, else with 3, and who does not is named', async () => {
  expect(await shown()).toBe('render 1')
  await freshet('purge', '--project', 'shop', '--domain', 'shop.localhost', '--all', '--yes', '--wait')
  expect(await shown('render 1')).toBe('render 2')
  const { generations } = versionList.parse(JSON.parse((await freshet('versions', ...PAGE, '--json')).stdout))
  const first = ['--generation', generations.at(-1)?.id ?? '']

  const pinned = await freshet('pin', ...PAGE, ...first, '--wait', '20s')
  expect(pinned.code).toBe(0)
  expect(pinned.stderr).toContain(`shop.localhost/page serves ${first[1]} of `)
  expect(pinned.stdout).toMatch(
    /^Obeyed by 1 of 1 edge: p50 .*\nProbe: 1 edge asked about 1 entry, each serves what it/,
  )
  expect(await shown()).toBe('render 1')
  const unpinned = await freshet('unpin', ...PAGE, '--wait', '20s', '--json')
  expect(unpinned).toMatchObject({ code: 0, stderr: '' })
  expect(JSON.parse(unpinned.stdout)).toMatchObject({ receipt: { obeyedCount: 1 }, probe: { isObeyed: true } })
  expect(await shown()).toBe('render 2')

  const id = 'edg_that_hangs'
  await createEdgeRegistry(pool.db).register({
    id,
    region: 'fra',
    controlUrl: 'http://127.0.0.1:1',
    pid: 1,
    appliedSeq: 0,
  })
  for (const [verb, more] of [
    ['pin', first],
    ['unpin', []],
  ] as const) {
    const late = await freshet(verb, ...PAGE, ...more, '--wait', '1s')
    expect(late).toMatchObject({ code: 3, stdout: '' })
    const [, seq] = /Journal number (\d+)\./.exec(late.stderr) ?? []
    expect(late.stderr).toMatch(
      new RegExp(`in ${seq} is in the journal, but not obeyed within 1 s by ${id} in fra\\. Look again: `),
    )
    const show = late.stderr.slice(late.stderr.indexOf('journal show')).trim().split(' ')
    const again = await freshet(...show)
    expect(again.code).toBe(0)
    expect(again.stdout).toMatch(new RegExp(`Obeyed by 1 of 2 edges[^]*Not yet: ${id} in fra[^]*${id} in fra does not`))
  }
  // What is said works when it is pasted: the rest of the journal, and the way to end a pin.
  const listed = await freshet('journal', '--project', 'shop', '--limit', '1', '--kind', 'pin')
  const rest = await freshet(...commandIn(listed.stdout.slice(listed.stdout.indexOf('More:'))))
  expect([rest.code, rest.stdout]).toEqual([0, expect.stringContaining('More: ')])
  expect(rest.stdout.split('\n')[1]).not.toBe(listed.stdout.split('\n')[1])
  const failed = z.object({ error: z.object({ details: z.object({ receipt: z.unknown() }) }) })
  const told = await freshet('pin', ...PAGE, ...first, '--wait', '1s', '--json')
  expect(told.code).toBe(3)
  expect(failed.parse(JSON.parse(told.stdout)).error.details.receipt).toMatchObject({ stragglers: [{ id }] })
  const [seq] = (await freshet('journal', '--project', 'shop', '--limit', '1')).stdout.split('\n')[1]?.split(' ') ?? []
  const held = await freshet('journal', 'show', seq ?? '', '--project', 'shop')
  expect((await freshet(...commandIn(held.stdout.slice(held.stdout.indexOf('It holds.'))))).stdout).toContain(
    'shop.localhost/page serves what regenerations make.',
  )
}, 120_000)
