import { expect, test } from 'vitest'
import { compileManifest } from '@/lib/adapters/build-output/compile-manifest'
import { DeployRefusal } from '@/lib/adapters/build-output/deploy-refusal'
import { manifestSchema } from '@/lib/adapters/build-output/manifest'
import { openDeployment } from '@/lib/adapters/build-output/open-deployment'
import { sampleUpload } from '@/lib/adapters/build-output/sample-upload'

type Document = Record<string, unknown>

const PARTIAL_TYPE = 'application/x-nextjs-pre-render; state-length=12; origin="text/html; charset=utf-8"'
const CHAIN = { outputPath: 'page', headers: { 'Next-Resume': '1' } }

const manifestOf = (document: Document) =>
  compileManifest(sampleUpload({ functions: ['page', 'index'], prerenders: { page: document }, files: ['page.html'] }))

const prerenderOf = (document: Document) => {
  const output = manifestOf(document).outputs.find(({ name }) => name === '/page')
  if (output?.kind !== 'prerender') throw new Error('no prerender')
  return output
}

const opened = (document: Document) => {
  const identity = { id: 'dpl_1', projectId: 'prj_1', createdSeq: 0, createdAtMs: 0 }
  const output = openDeployment(manifestOf(document), identity).outputs.get('/page')
  if (output?.kind !== 'prerender') throw new Error('no prerender')
  return output
}

test.each<[title: string, document: Document]>([
  ['by the type of the file', { fallback: { fsPath: 'page.html', contentType: PARTIAL_TYPE } }],
  ['by the header, as adapters write it', { fallback: 'page.html', initialHeaders: { 'content-type': PARTIAL_TYPE } }],
])('a postponed state in front of the shell is told %s, and the shell keeps its own type', (_title, document) => {
  expect(prerenderOf({ ...document, chain: CHAIN }).fallback).toMatchObject({
    stateLength: 12,
    headers: [['content-type', 'text/html; charset=utf-8']],
  })
})

test.each<[title: string, document: Document]>([
  ['no chain', {}],
  ['a state longer than the file', { contentType: PARTIAL_TYPE.replace('12', '9999'), chain: CHAIN }],
  ['a state without a length', { contentType: 'application/x-nextjs-pre-render; origin="text/html"', chain: CHAIN }],
  ['no type for the shell', { contentType: 'application/x-nextjs-pre-render; state-length=12', chain: CHAIN }],
])(
  'a shell with %s could not be completed: the function makes the whole page',
  (_title, { contentType, ...document }) => {
    const fallback = { fsPath: 'page.html', contentType: contentType ?? PARTIAL_TYPE }
    expect(prerenderOf({ ...document, fallback }).fallback).toBeNull()
  },
)

test('a page that postponed nothing is whole, though its route has a chain', () => {
  const { fallback, chain } = prerenderOf({ fallback: 'page.html', chain: CHAIN })
  expect(fallback).toMatchObject({ stateLength: 0, headers: [['content-type', 'text/html; charset=utf-8']] })
  expect(chain).toEqual({ outputPath: 'page', headers: [['next-resume', '1']] })
})

test.each<[title: string, document: Document, chain: unknown]>([
  ['with a slash and headers', { chain: { ...CHAIN, outputPath: '/page' } }, ['/page', [['next-resume', '1']]]],
  ['without headers', { chain: { outputPath: 'page' } }, ['/page', []]],
  ['to an index', { chain: { outputPath: 'index' } }, ['/', []]],
  ['in its older spelling', { experimentalStreamingLambdaPath: 'page' }, ['/page', [['x-matched-path', 'page']]]],
  ['to nothing', { chain: null, experimentalStreamingLambdaPath: null }, null],
])('a chain %s leads to its function', (_title, document, expected) => {
  const { chain } = opened(document)
  expect(chain === null ? null : [chain.matchedPath, chain.headers]).toEqual(expected)
})

test('a chain to no function is refused, naming it', () => {
  expect(() => manifestOf({ chain: { outputPath: 'gone' } })).toThrow(DeployRefusal)
  expect(() => manifestOf({ chain: { outputPath: 'gone' } })).toThrow(/"gone"/)
})

test.each<[field: string, document: Document, config: Document]>([
  ['expiration in seconds', { expiration: 5 }, { expiration: 5 }],
  ['expiration 0', { expiration: 0 }, { expiration: 0 }],
  ['expiration false', { expiration: false }, { expiration: false }],
  ['staleExpiration', { staleExpiration: 9 }, { staleExpirationSeconds: 9 }],
  ['staleExpiration false', { staleExpiration: false }, { staleExpirationSeconds: null }],
  ['onMiss dynamic', { onMiss: 'dynamic' }, { onMiss: 'dynamic' }],
  ['onMiss sync', { onMiss: 'sync' }, { onMiss: 'sync' }],
  ['an onMiss nobody knows', { onMiss: 'later' }, { onMiss: 'sync' }],
  ['partialFallback', { partialFallback: true }, { partialFallback: true }],
  ['a partialFallback that is not true', { partialFallback: 'yes' }, { partialFallback: false }],
  ['passQuery', { passQuery: true }, { passQuery: true }],
  ['exposeErrBody', { exposeErrBody: true }, { exposeErrorBody: true }],
  ['sourcePath', { sourcePath: '/[slug]' }, { sourcePath: '/[slug]' }],
  ['allowHeader in small letters', { allowHeader: ['X-A'] }, { allowHeader: ['x-a'] }],
  [
    'initialMetadata as it is',
    { initialMetadata: { compute: 'quantum', htmlSize: 3 } },
    { initialMetadata: { compute: 'quantum', htmlSize: 3 } },
  ],
])('%s is read', (_field, document, config) => {
  expect(prerenderOf(document).config).toMatchObject(config)
})

test('a manifest from before chains and states were read is opened as it was meant', () => {
  const { outputs, ...manifest } = manifestOf({ fallback: 'page.html' })
  const before = JSON.parse(JSON.stringify({ ...manifest, outputs }), (key, value: unknown) =>
    ['chain', 'stateLength', 'onMiss', 'partialFallback', 'initialMetadata'].includes(key) ? undefined : value,
  )
  const page = manifestSchema.parse(before).outputs.find(({ name }) => name === '/page')
  expect(page).toMatchObject({
    chain: null,
    fallback: { stateLength: 0 },
    config: { onMiss: 'sync', partialFallback: false },
  })
})
