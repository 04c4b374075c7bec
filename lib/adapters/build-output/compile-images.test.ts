import { expect, test } from 'vitest'
import { compileManifest } from '@/lib/adapters/build-output/compile-manifest'
import { DeployRefusal } from '@/lib/adapters/build-output/deploy-refusal'
import { manifestSchema } from '@/lib/adapters/build-output/manifest'
import { inShort, sampleDeployment, sampleUpload, visit } from '@/lib/adapters/build-output/sample-upload'

const upload = (images: unknown) => sampleUpload({ config: { images } })

test.each([
  ['no sizes', {}, 'images.sizes'],
  ['a size that is none', { sizes: [640, 0] }, 'images.sizes.1'],
  ['a format that nobody can make', { sizes: [640], formats: ['image/jxl'] }, 'images.formats.0'],
  ['a quality beyond 100', { sizes: [640], qualities: [101] }, 'images.qualities.0'],
  [
    'a host that is no pattern',
    { sizes: [640], remotePatterns: [{ hostname: '^(' }] },
    'images.remotePatterns.0.hostname',
  ],
  ['a pattern without host', { sizes: [640], remotePatterns: [{}] }, 'images.remotePatterns.0.hostname'],
  [
    'another protocol',
    { sizes: [640], remotePatterns: [{ protocol: 'ftp', hostname: 'a' }] },
    'images.remotePatterns.0.protocol',
  ],
  [
    'a path that is no pattern',
    { sizes: [640], localPatterns: [{ pathname: '^[' }] },
    'images.localPatterns.0.pathname',
  ],
  ['a time below zero', { sizes: [640], minimumCacheTTL: -1 }, 'images.minimumCacheTTL'],
  ['a policy of two lines', { sizes: [640], contentSecurityPolicy: 'a\nb' }, 'images.contentSecurityPolicy'],
  ['another disposition', { sizes: [640], contentDispositionType: 'form-data' }, 'images.contentDispositionType'],
])('%s is refused by file and key', (_title, images, key) => {
  let refusal: unknown
  try {
    compileManifest(upload(images))
  } catch (error) {
    refusal = error
  }
  expect(refusal).toBeInstanceOf(DeployRefusal)
  expect(refusal).toMatchObject({ code: 'broken_config', file: 'config.json', key })
})

test('what Next.js writes is taken, and what it leaves out has the reference’s value', () => {
  const pathname = '^(?:(?!(?:^|\\/)\\.{1,2}(?:\\/|$))(?:(?:(?!(?:^|\\/)\\.{1,2}(?:\\/|$)).)*?)\\/?)$'
  const manifest = compileManifest(upload({ domains: [], sizes: [640], localPatterns: [{ pathname, search: '' }] }))
  expect(manifestSchema.parse(JSON.parse(JSON.stringify(manifest))).images).toEqual({
    sizes: [640],
    domains: [],
    remotePatterns: [],
    localPatterns: [{ pathname, search: '' }],
    qualities: null,
    formats: ['image/webp'],
    minimumCacheTtlSeconds: 60,
    allowsSvg: false,
    contentSecurityPolicy: "script-src 'none'; frame-src 'none'; sandbox;",
    dispositionType: 'attachment',
  })
})

test('a site with images answers at both endpoints, also where a route leads there; one without at neither', () => {
  const config = { images: { sizes: [640] } }
  const site = sampleDeployment({ config, routes: [{ src: '^/docs/_next/image$', dest: '/_next/image' }] })
  for (const path of ['/_vercel/image', '/_next/image']) expect(inShort(visit(site, path))).toBe(`image ${path}`)
  expect(inShort(visit(site, '/docs/_next/image?url=%2Fa.png&w=640&q=75'))).toBe('image /_next/image')
  expect(inShort(visit(sampleDeployment({}), '/_next/image'))).toBe('404')
})
