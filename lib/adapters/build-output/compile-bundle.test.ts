import { expect, test } from 'vitest'
import { compileBundle, middlewareBundles } from '@/lib/adapters/build-output/compile-bundle'
import { compileManifest } from '@/lib/adapters/build-output/compile-manifest'
import { DeployRefusal } from '@/lib/adapters/build-output/deploy-refusal'
import { manifestSchema } from '@/lib/adapters/build-output/manifest'
import { sampleUpload } from '@/lib/adapters/build-output/sample-upload'
import { indexUpload } from '@/lib/adapters/build-output/upload-index'

const bundleOf = (functionConfig: Record<string, unknown>) =>
  compileManifest(sampleUpload({ functions: ['a'], functionConfig })).bundles[0]

function refusalOf(functionConfig: Record<string, unknown>) {
  try {
    return bundleOf(functionConfig)
  } catch (error) {
    if (error instanceof DeployRefusal) return { code: error.code, file: error.file, key: error.key }
    throw error
  }
}

test.each<[title: string, config: Record<string, unknown>, code: string, key: string]>([
  ['a Node.js that is too old', { runtime: 'nodejs16.x' }, 'unsupported_runtime', 'runtime'],
  ['a Node.js that is too new', { runtime: 'nodejs26.x' }, 'unsupported_runtime', 'runtime'],
  ['edge code without an entrypoint', { runtime: 'edge' }, 'missing_file', 'entrypoint'],
  ['an entrypoint that is not there', { runtime: 'edge', entrypoint: 'gone.js' }, 'missing_file', 'entrypoint'],
  [
    'an asset that is not there',
    { runtime: 'edge', entrypoint: 'index.mjs', assets: [{ name: 'a.txt', path: 'assets/a.txt' }] },
    'missing_file',
    'assets.0.path',
  ],
  ['a Python runtime', { runtime: 'python3.12' }, 'unsupported_runtime', 'runtime'],
  ['another launcher', { launcherType: 'Bridge' }, 'unsupported_runtime', 'launcherType'],
  ['a handler that is not there', { handler: 'gone.js' }, 'missing_file', 'handler'],
  ['no handler', { handler: undefined }, 'missing_file', 'handler'],
  ['an environment of other things', { environment: { A: 1 } }, 'broken_config', 'environment.A'],
])('a function with %s is refused', (_title, functionConfig, code, key) => {
  expect(refusalOf(functionConfig)).toEqual({ code, file: 'functions/a.func/.vc-config.json', key })
})

test.each(['nodejs18.x', 'nodejs20.x', 'nodejs22.x', 'nodejs24.x'])(
  'the runtime %s is run by the Node.js that is here',
  (runtime) => {
    expect(bundleOf({ runtime })?.runtime).toMatchObject({ kind: 'node', handler: 'index.mjs' })
  },
)

test('a bundle tells how it is run, for how long, and where the build wanted it', () => {
  const functionConfig = { shouldAddHelpers: true, shouldAddSourcemapSupport: true, maxDuration: 'max', memory: 64 }

  expect(bundleOf({ ...functionConfig, regions: ['fra1', 'iad1'], environment: { A: 'b' } })).toMatchObject({
    runtime: { kind: 'node', entry: { kind: 'detected', shouldAddHelpers: true }, mapsSources: true },
    role: 'answers',
    maxDurationSeconds: 3600,
    memoryMb: 128,
    regions: ['fra1', 'iad1'],
    environment: { A: 'b' },
  })
  expect(bundleOf({ useWebApi: true })?.runtime).toMatchObject({ entry: { kind: 'web' } })
  expect(bundleOf({ awsLambdaHandler: 'index.handler' })?.runtime).toMatchObject({
    entry: { kind: 'aws', exportName: 'handler' },
  })
})

test('an edge function keeps its entrypoint and assets, and may render a prerender', () => {
  const config = { runtime: 'edge', entrypoint: './index.mjs', regions: 'all', envVarsInUse: ['A'] }
  const upload = sampleUpload({
    functions: ['page'],
    files: ['page.func/assets/a.txt'],
    functionConfig: { ...config, handler: undefined, assets: [{ name: 'a.txt', path: 'assets/a.txt' }] },
    prerenders: { page: {} },
  })

  const { bundles, outputs } = compileManifest(upload)

  expect(bundles[0]).toMatchObject({
    runtime: { kind: 'edge', entrypoint: 'index.mjs', assets: [{ name: 'a.txt', path: 'assets/a.txt' }] },
    regions: ['all'],
  })
  expect(outputs).toMatchObject([{ kind: 'prerender', name: '/page', bundle: 'page' }])
})

test('a manifest of before there were edge functions is read as it was meant', () => {
  const manifest = compileManifest(sampleUpload({ functions: ['a'] }))
  const { runtime: _runtime, role: _role, regions: _regions, ...bundle } = manifest.bundles[0] ?? {}
  const earlier = { ...manifest, bundles: [{ ...bundle, handler: 'index.mjs', shouldAddHelpers: false }] }

  expect(manifestSchema.parse(earlier)).toEqual(manifest)
})

test.each(['middleware', '/middleware'])(
  'a function that a route names as its middleware (%s) is known as such',
  (middlewarePath) => {
    const upload = sampleUpload({ functions: ['_real', 'page'], links: { middleware: '_real' } })

    const index = indexUpload(upload)

    expect([...middlewareBundles([{ src: '/', middlewarePath }, { handle: 'miss' }], index)]).toEqual(['_real'])
    expect(compileBundle('_real', index, 'middleware')).toMatchObject({ role: 'middleware' })
  },
)
