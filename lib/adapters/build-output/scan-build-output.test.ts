import { createHash } from 'node:crypto'
import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { compileManifest } from '@/lib/adapters/build-output/compile-manifest'
import { DeployRefusal } from '@/lib/adapters/build-output/deploy-refusal'
import { scanBuildOutput, toUpload } from '@/lib/adapters/build-output/scan-build-output'

let project = ''

beforeEach(async () => {
  project = await mkdtemp(join(tmpdir(), 'freshet scan '))
})
afterEach(() => rm(project, { recursive: true, force: true }))

const VC_CONFIG = JSON.stringify({ runtime: 'nodejs24.x', handler: 'index.mjs', launcherType: 'Nodejs' })

/** Writes files below the project; paths in `output` are below `.vercel/output`. */
async function write(output: Record<string, string>, outside: Record<string, string> = {}): Promise<void> {
  const all = [
    ...Object.entries({ 'config.json': '{"version":3}', ...output }).map(([path, text]) => [
      join('.vercel/output', path),
      text,
    ]),
    ...Object.entries(outside),
  ]
  for (const [path = '', text = ''] of all) {
    await mkdir(dirname(join(project, path)), { recursive: true })
    await writeFile(join(project, path), text)
  }
}

async function link(path: string, target: string): Promise<void> {
  const absolute = join(project, '.vercel/output', path)
  await mkdir(dirname(absolute), { recursive: true })
  await symlink(target, absolute)
}

async function refusal(options?: { root?: string }) {
  const error: unknown = await scanBuildOutput(project, options).then(
    () => 'accepted',
    (refused: unknown) => refused,
  )
  return error instanceof DeployRefusal ? { code: error.code, file: error.file, key: error.key } : error
}

test('lists files with hash, size and mode, and the JSON documents as values', async () => {
  await write({
    'static/a.txt': 'hello',
    'static/.well-known/x': '',
    'functions/page.func/index.mjs': 'export default 1',
    'functions/page.func/.vc-config.json': VC_CONFIG,
    'functions/page.prerender-config.json': '{"expiration":1}',
    'functions/page.prerender-fallback.html': '<p>',
    'builds.json': '{}',
  })
  await chmod(join(project, '.vercel/output/functions/page.func/index.mjs'), 0o755)

  const scan = await scanBuildOutput(project)

  expect(scan.files.map(({ path, sizeBytes, isExecutable }) => [path, sizeBytes, isExecutable])).toEqual([
    ['static/.well-known/x', 0, false],
    ['static/a.txt', 5, false],
    ['functions/page.func/index.mjs', 16, true],
    ['functions/page.prerender-fallback.html', 3, false],
  ])
  expect(scan.files[1]?.sha256).toBe(createHash('sha256').update('hello').digest('hex'))
  expect(scan.files[1]?.source).toBe(join(project, '.vercel/output/static/a.txt'))
  expect(Object.keys(scan.documents)).toEqual([
    'config.json',
    'functions/page.func/.vc-config.json',
    'functions/page.prerender-config.json',
  ])
})

test('takes a project folder or the output itself', async () => {
  await write({ 'static/a.txt': 'a' })

  expect(await scanBuildOutput(join(project, '.vercel/output'))).toEqual(await scanBuildOutput(project))
})

test('an upload names no path of this machine', async () => {
  await write({
    'static/a.txt': 'a',
    'functions/page.func/index.mjs': '',
    'functions/page.func/.vc-config.json': VC_CONFIG,
  })

  expect(JSON.stringify(toUpload(await scanBuildOutput(project)))).not.toContain(project)
})

test('a .func link leads to the folder behind it, relative to its own, over other links too', async () => {
  await write({ 'functions/deep/real.func/index.mjs': '', 'functions/deep/real.func/.vc-config.json': VC_CONFIG })
  await link('functions/a.func', 'deep/real.func')
  await link('functions/deep/b.func', './../a.func')

  const scan = await scanBuildOutput(project)

  expect(scan.links).toEqual([
    { path: 'functions/a.func', target: 'functions/deep/real.func' },
    { path: 'functions/deep/b.func', target: 'functions/deep/real.func' },
  ])
  expect(compileManifest(toUpload(scan)).bundles).toHaveLength(1)
})

test('links inside a function become links, to files and to folders', async () => {
  await write({
    'functions/a.func/.vc-config.json': VC_CONFIG,
    'functions/a.func/store/x/index.js': '',
    'functions/a.func/real.mjs': '',
  })
  await link('functions/a.func/node_modules/x', '../store/x')
  await link('functions/a.func/index.mjs', 'real.mjs')

  const scan = await scanBuildOutput(project)

  expect(scan.links).toEqual([
    { path: 'functions/a.func/index.mjs', target: 'functions/a.func/real.mjs' },
    { path: 'functions/a.func/node_modules/x', target: 'functions/a.func/store/x' },
  ])
  expect(compileManifest(toUpload(scan)).bundles[0]?.runtime).toMatchObject({ handler: 'index.mjs' })
})

test('filePathMap takes files, and links to folders, from the folder that holds .vercel', async () => {
  const filePathMap = {
    'lib/a.js': 'src/a.js',
    'node_modules/x': 'node_modules/x',
    'node_modules/.store/x/i.js': 'node_modules/.store/x/i.js',
  }
  await write(
    {
      'functions/a.func/index.mjs': '',
      'functions/a.func/.vc-config.json': JSON.stringify({ ...JSON.parse(VC_CONFIG), filePathMap }),
    },
    { 'src/a.js': 'mapped', 'node_modules/.store/x/i.js': 'x' },
  )
  await symlink('.store/x', join(project, 'node_modules/x'))

  const scan = await scanBuildOutput(join(project, '.vercel/output'))

  expect(scan.files.map(({ path }) => path)).toEqual([
    'functions/a.func/index.mjs',
    'functions/a.func/lib/a.js',
    'functions/a.func/node_modules/.store/x/i.js',
  ])
  expect(scan.links).toEqual([
    { path: 'functions/a.func/node_modules/x', target: 'functions/a.func/node_modules/.store/x' },
  ])
  expect(await refusal({ root: join(project, 'src') })).toEqual({
    code: 'missing_file',
    file: 'functions/a.func/.vc-config.json',
    key: 'filePathMap.lib/a.js',
  })
})

test.each([
  ['out of the root', { 'a.js': '../../../../../../etc/hostname' }],
  ['out of the function', { '../b.func/a.js': 'src/a.js' }],
])('T16: filePathMap that leads %s is refused', async (_title, filePathMap) => {
  await write(
    {
      'functions/a.func/index.mjs': '',
      'functions/a.func/.vc-config.json': JSON.stringify({ ...JSON.parse(VC_CONFIG), filePathMap }),
    },
    { 'src/a.js': '' },
  )

  expect(await refusal()).toMatchObject({
    file: 'functions/a.func/.vc-config.json',
    key: expect.stringContaining('filePathMap'),
  })
})

test.each([
  ['a function link to nothing', 'functions/a.func', 'gone.func', 'dangling_link'],
  ['a link to nothing inside a function', 'functions/b.func/x', 'gone', 'dangling_link'],
  ['a link to nothing among static files', 'static/x', 'gone', 'dangling_link'],
  ['a function link out of the output', 'functions/a.func', '../../../src', 'escaping_path'],
  ['a function link out of the project', 'functions/a.func', '/', 'escaping_path'],
  ['a link from a function to another', 'functions/b.func/x', '../c.func/index.mjs', 'escaping_path'],
  ['a link from a function to the machine', 'functions/b.func/x', process.execPath, 'escaping_path'],
  ['a static link to the machine', 'static/x', process.execPath, 'escaping_path'],
  ['a static link to a folder', 'static/x', '../functions', 'escaping_path'],
])('T16: %s is refused', async (_title, path, target, code) => {
  await write({ 'functions/b.func/index.mjs': '', 'functions/c.func/index.mjs': '' }, { 'src/a.js': '' })
  await link(path, target)

  expect(await refusal()).toEqual({ code, file: path, key: null })
})

test('a static link to a file of the project is that file', async () => {
  await write({}, { 'public/a.txt': 'hello' })
  await link('static/a.txt', '../../../public/a.txt')

  expect((await scanBuildOutput(project)).files.map(({ path, sizeBytes }) => [path, sizeBytes])).toEqual([
    ['static/a.txt', 5],
  ])
})

test.each([
  ['config.json', { 'config.json': '{' }],
  ['functions/a.prerender-config.json', { 'functions/a.prerender-config.json': 'nope' }],
  ['functions/a.func/.vc-config.json', { 'functions/a.func/.vc-config.json': '' }],
])('%s that is not JSON is refused by name', async (file, output) => {
  await write(output)

  expect(await refusal()).toEqual({ code: 'broken_json', file, key: null })
})

test('what a failed build left behind is refused, with what went wrong', async () => {
  await write({
    'builds.json': JSON.stringify({ builds: [], error: { message: 'Command "npm run build" exited with 1' } }),
  })

  await expect(scanBuildOutput(project)).rejects.toMatchObject({
    code: 'failed_build',
    file: 'builds.json',
    reason: 'The build failed: Command "npm run build" exited with 1. Build again, then deploy.',
  })
})

test('a folder without a config.json is no build output', async () => {
  expect(await refusal()).toEqual({ code: 'not_build_output', file: 'config.json', key: null })
})

test('a folder that is not there is said to be missing, not unbuilt', async () => {
  await expect(scanBuildOutput('/no/such/folder')).rejects.toThrow('There is no folder /no/such/folder.')
})

const EDGE_CONFIG = JSON.stringify({ runtime: 'edge', entrypoint: 'src/index.js' })

test.each([
  [
    'as Next.js requires it',
    'const wasm_1 = require("/wasm/wasm_1.wasm"); export default () => {}',
    'wasm/wasm_1.wasm',
  ],
  ['by an import', "import add from '../wasm/wasm_1.wasm?module'", 'wasm/wasm_1.wasm'],
  ['by a later import', "export default () => import('./wasm_1.wasm')", 'src/wasm_1.wasm'],
])(
  'edge code that loads WebAssembly %s is refused without the file, and taken with it',
  async (_title, source, path) => {
    const files = { 'functions/a.func/.vc-config.json': EDGE_CONFIG, 'functions/a.func/src/index.js': source }
    await write(files)

    const without = await scanBuildOutput(project).catch((refused: unknown) => refused)
    await write({ [`functions/a.func/${path}`]: '' })

    expect(without).toMatchObject({
      code: 'missing_file',
      file: 'functions/a.func/src/index.js',
      reason: `It loads "${path}", which is not in the function's folder.`,
    })
    expect((await scanBuildOutput(project)).files.map((file) => file.path)).toContain(`functions/a.func/${path}`)
  },
)
