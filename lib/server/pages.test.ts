import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const ROOT = join(import.meta.dirname, '../..')
const read = (file: string) => readFileSync(join(ROOT, file), 'utf8')
const named = (...names: string[]) => names.flatMap((name) => globSync(`app/**/${name}.tsx`, { cwd: ROOT })).toSorted()

/** Pages that are seen before signing in; none of them reads what belongs to an installation, but for the holder of its link. */
const OPEN = [
  'app/docs/failure-modes/page.tsx',
  'app/invitation/page.tsx',
  'app/set-up/page.tsx',
  'app/sign-in/page.tsx',
]

test('T25: each page and each layout asks for a session itself, and nothing else is relied on', () => {
  const pages = named('page', 'layout', 'template', 'default').filter((file) => file !== 'app/layout.tsx')
  expect(pages.length).toBeGreaterThan(15)
  const open = pages.filter((file) => !/= await requireOperator\(\)/.test(read(file)))
  expect(open).toEqual(OPEN)
  for (const file of OPEN) expect(read(file)).not.toMatch(/prefetchQuery|composition\(/)
})

test('T25: there is no middleware that could be skipped', () => {
  const names = ['middleware', 'proxy'].flatMap((name) => ['', 'src/', 'app/'].map((place) => `${place}${name}`))
  const found = names.flatMap((name) => ['ts', 'tsx', 'js', 'mjs'].map((end) => `${name}.${end}`))
  expect(found.filter((file) => existsSync(join(ROOT, file)))).toEqual([])
})

test('T25: a session is asked for before anything is read', () => {
  for (const file of named('page', 'layout').filter((each) => each !== 'app/layout.tsx' && !OPEN.includes(each))) {
    const text = read(file)
    const begins = text.search(/export default async function/)
    const body = text.slice(begins)
    const awaits = [...body.matchAll(/await (\w+)/g)].map(([, name]) => name)
    expect(awaits[0], file).toBe('requireOperator')
  }
})
