import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { endpoints } from '@/lib/contract/endpoints'

const API = join(import.meta.dirname, '../../../app')

test('every call of the API has its route at its path, and there is no other', () => {
  const served = globSync('api/v1/**/route.ts', { cwd: API }).flatMap((file) => {
    const path = `/${file.replace(/\/route\.ts$/, '').replaceAll(/\[(\w+)\]/g, '{$1}')}`
    const text = readFileSync(join(API, file), 'utf8')
    return [...text.matchAll(/^export const (\w+) = \w+\(endpoints\.(\w+),/gm)].map(([, method, name]) => [
      name,
      method,
      path,
    ])
  })
  const stated = Object.entries(endpoints).map(([name, { method, path }]) => [name, method, path])
  expect(served.toSorted()).toEqual(stated.toSorted())
})

test('a route file does nothing but name an endpoint and its operation', () => {
  const files = globSync('api/v1/**/route.ts', { cwd: API })
  expect(files.length).toBeGreaterThan(20)
  for (const file of files) {
    const lines = readFileSync(join(API, file), 'utf8')
      .split('\n')
      .filter((line) => !line.startsWith('import ') && line !== '')
    expect(
      lines.every((line) => line.startsWith('export const ')),
      file,
    ).toBe(true)
  }
})
