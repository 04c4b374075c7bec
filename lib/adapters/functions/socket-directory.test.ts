import { chownSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { keepSocketDirectory, openSocketDirectory } from '@/lib/adapters/functions/socket-directory'

const NOBODY = 65_534
const isRoot = process.getuid?.() === 0
const name = 'freshet-of-this-edge'
let under: string

beforeEach(() => {
  under = mkdtempSync(join(tmpdir(), 'freshet-sockets-'))
})

afterEach(() => rmSync(under, { recursive: true }))

test('an edge that starts again clears away what it left when it was killed, and leaves nothing when it stops', async () => {
  mkdirSync(join(under, name, 'h-abcdef/home'), { recursive: true })
  const { path, remove } = openSocketDirectory({ under, name })
  expect(path).toBe(join(under, name))
  expect(readdirSync(path)).toEqual([])
  expect(statSync(path).mode & 0o777).toBe(0o711)
  await remove()
  expect(readdirSync(under)).toEqual([])
})

test('a link in the place is taken away, and not what it leads to', async () => {
  mkdirSync(join(under, 'precious'))
  writeFileSync(join(under, 'precious/file'), 'kept')
  symlinkSync(join(under, 'precious'), join(under, name))
  await openSocketDirectory({ under, name }).remove()
  expect(readdirSync(under, { recursive: true })).toEqual(['precious', 'precious/file'])
})

// Only root can make what belongs to somebody else.
test.runIf(isRoot)('T32: where the name is another user’s, that is left alone and another place is taken', async () => {
  const theirs = join(under, name)
  mkdirSync(join(theirs, 'trap'), { recursive: true })
  chownSync(theirs, NOBODY, NOBODY)
  const { path, remove } = openSocketDirectory({ under, name })
  expect(path).toMatch(new RegExp(`^${theirs}-\\w{6}$`))
  expect(statSync(path)).toMatchObject({ uid: 0 })
  expect(statSync(path).mode & 0o777).toBe(0o711)
  await remove()
  expect(readdirSync(under, { recursive: true })).toEqual([name, `${name}/trap`])
})

test.runIf(isRoot)('T32: a place that somebody else took after it was tidied away is not used', async () => {
  const { path, remove } = openSocketDirectory({ under, name })
  await remove()
  await keepSocketDirectory(path, { isEntered: true })
  expect(statSync(path).mode & 0o777).toBe(0o711)
  chownSync(path, NOBODY, NOBODY)
  await expect(keepSocketDirectory(path, { isEntered: true })).rejects.toThrow("is another user's by now")
})
