import { access, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { sweepBundles } from '@/lib/adapters/disk/sweep-bundles'

let directory = ''
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'freshet-sweep-'))
  await writeFile(join(directory, 'package.json'), '{}')
  for (const id of ['dpl_deleted', 'dpl_running', 'dpl_shown']) await layOut(id)
})
afterEach(() => rm(directory, { recursive: true }))

async function layOut(id: string) {
  await mkdir(join(directory, id, 'bundle/node_modules'), { recursive: true })
  await writeFile(join(directory, id, 'bundle/index.js'), 'module.exports = 1', { mode: 0o444 })
}
const left = async () => (await readdir(directory)).toSorted()
const sweep = (running = new Set(['dpl_running'])) =>
  sweepBundles({
    directory,
    isRunning: (id) => running.has(id),
    listDeleted: async (ids) => ids.filter((id) => id !== 'dpl_shown'),
  })

test('bundles of deleted deployments go, and nothing else; one that a host runs goes once that has ended', async () => {
  expect(await sweep()).toEqual(['dpl_deleted'])
  expect(await left()).toEqual(['dpl_running', 'dpl_shown', 'package.json'])
  await access(join(directory, 'dpl_shown/bundle/index.js'))
  expect(await sweep(new Set())).toEqual(['dpl_running'])
  expect(await sweep(new Set())).toEqual([])
  expect(await left()).toEqual(['dpl_shown', 'package.json'])
})

test('several edges sweep one folder at once: each deployment is removed by one', async () => {
  const swept = await Promise.all([1, 2, 3, 4].map(() => sweep()))
  expect(swept.flat()).toEqual(['dpl_deleted'])
  expect(await left()).toEqual(['dpl_running', 'dpl_shown', 'package.json'])
})

test('what an edge that was killed left half removed goes with the next sweep', async () => {
  await layOut('.gone-dpl_before-1')
  await sweep()
  expect(await left()).toEqual(['dpl_running', 'dpl_shown', 'package.json'])
})

test('a folder that was never made is swept in peace, and a database that is away removes nothing', async () => {
  const options = { isRunning: () => false, listDeleted: () => Promise.reject(new Error('away')) }
  expect(await sweepBundles({ ...options, directory: join(directory, 'nowhere') })).toEqual([])
  await expect(sweepBundles({ ...options, directory })).rejects.toThrow('away')
  expect(await left()).toHaveLength(4)
})
