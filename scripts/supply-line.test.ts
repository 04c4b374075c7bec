import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { z } from 'zod'
import packageJson from '../package.json' with { type: 'json' }

const lockSchema = z.object({
  packages: z.record(
    z.string(),
    z.object({
      version: z.string().optional(),
      integrity: z.string().optional(),
      hasInstallScript: z.boolean().optional(),
    }),
  ),
})

const lock = lockSchema.parse(JSON.parse(readFileSync(join(import.meta.dirname, '../package-lock.json'), 'utf8')))
const packages = Object.entries(lock.packages).filter(([path]) => path !== '')

/** The first releases without the flaws that were published until November 2026. */
const SAFE_NEXT: Readonly<Record<number, readonly [number, number]>> = { 15: [5, 27], 16: [3, 8] }

test('T28: the lock holds one Next.js, of a release without a published flaw', () => {
  const versions = packages.flatMap(([path, { version }]) =>
    /(?:^|\/)node_modules\/next$/.test(path) ? [version] : [],
  )
  expect(versions).toHaveLength(1)
  const [major = 0, minor = 0, patch = 0] = (versions[0] ?? '').split('.').map(Number)
  const [safeMinor, safePatch] = SAFE_NEXT[major] ?? [Number.POSITIVE_INFINITY, 0]
  expect(minor > safeMinor || (minor === safeMinor && patch >= safePatch)).toBe(true)
})

test('T28: every package is of an exact version, and its bytes are known', () => {
  const { dependencies, devDependencies, optionalDependencies } = packageJson
  const wished = Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies })
  expect(wished.length).toBeGreaterThan(20)
  expect(wished.filter(([, version]) => !/^(?:npm:[^@]*@)?\d+\.\d+\.\d+(?:-[\w.]+)?$/.test(version))).toEqual([])
  expect(packages.length).toBeGreaterThan(200)
  expect(packages.filter(([, { integrity }]) => !integrity?.startsWith('sha512-')).map(([path]) => path)).toEqual([])
})
