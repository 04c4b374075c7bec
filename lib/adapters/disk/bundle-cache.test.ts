import { createHash } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Manifest } from '@/lib/adapters/build-output/manifest'
import { createBundleCache } from '@/lib/adapters/disk/bundle-cache'

const SOURCE = Buffer.from("module.exports = () => 'CommonJS'")

const manifestOf = (sha256: string): Manifest => ({
  version: 1,
  framework: null,
  bundles: [
    {
      name: 'index',
      runtime: {
        kind: 'node',
        handler: 'index.js',
        entry: { kind: 'detected', shouldAddHelpers: false },
        mapsSources: false,
      },
      role: 'answers',
      maxDurationSeconds: 10,
      memoryMb: 256,
      regions: [],
      environment: {},
      files: [{ path: 'index.js', sha256, sizeBytes: SOURCE.byteLength, isExecutable: false }],
      links: [],
    },
  ],
  outputs: [],
  routes: [],
  wildcards: [],
  afterCacheBypass: [],
  crons: [],
  images: null,
  buildId: null,
})

test('a bundle below a folder of ES modules keeps its own format: what says nothing of it is CommonJS', async () => {
  const root = await mkdtemp(join(tmpdir(), 'freshet-bundles-'))
  await writeFile(join(root, 'package.json'), '{"type":"module"}')
  const sha256 = createHash('sha256').update(SOURCE).digest('hex')
  const materialize = createBundleCache({
    directory: join(root, '.freshet/functions'),
    blobs: { read: async () => SOURCE },
    readManifest: async () => manifestOf(sha256),
  })

  const folder = await materialize('dpl_1', 'index')
  const load = createRequire(join(folder, 'index.js'))

  expect(load('./index.js')()).toBe('CommonJS')
  await rm(root, { recursive: true })
})
