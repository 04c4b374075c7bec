import { before, MINUTE, T0 } from '@/components/testing/instants'
import { pathRow } from '@/components/testing/path-rows'
import type { PathDetail, PathFailure } from '@/lib/contract/paths'
import type { VersionPreview } from '@/lib/contract/previews'
import type { VersionDetail, VersionDiff } from '@/lib/contract/versions'

/** A stored html response; `parts` make others of it. */
export function pathEntry(parts: Partial<PathDetail['entries'][number]> = {}): PathDetail['entries'][number] {
  return {
    entry: 'ent_html',
    version: 'ver_22',
    variant: 'html',
    output: '/products/[slug]',
    query: '',
    status: 200,
    headers: [
      ['content-type', 'text/html; charset=utf-8'],
      ['cache-control', 'public, max-age=0, must-revalidate'],
      ['vary', 'rsc, next-router-state-tree'],
    ],
    tags: ['product:18', 'price:18'],
    sizeBytes: 48_213,
    storedBytes: 11_469,
    isFromBuild: false,
    state: 'fresh',
    stateReason: null,
    stamp: 48_213,
    generatedAt: before(9_000),
    staleAt: new Date(T0 + 59 * MINUTE).toISOString(),
    expiresAt: null,
    ...parts,
  }
}

const GENERATIONS: PathDetail['generations'] = [
  {
    id: 'gen_22',
    cause: 'tag',
    stamp: 48_213,
    beganAt: before(9_200),
    durationMs: 214,
    renewedAt: null,
    renewalCount: 0,
    isCurrent: true,
    isPinned: false,
    invocation: 'inv_8f2c01',
    sizeBytes: 15_571,
    versions: [{ entry: 'ent_html', version: 'ver_22' }],
  },
  {
    id: 'gen_21',
    cause: 'time',
    stamp: 48_190,
    beganAt: before(72 * MINUTE),
    durationMs: 187,
    renewedAt: before(12 * MINUTE),
    renewalCount: 4,
    isCurrent: false,
    isPinned: false,
    invocation: 'inv_8f2c01',
    sizeBytes: 15_560,
    versions: [{ entry: 'ent_html', version: 'ver_21' }],
  },
  {
    id: 'gen_1',
    cause: 'build',
    stamp: 48_100,
    beganAt: before(240 * MINUTE),
    durationMs: 0,
    renewedAt: null,
    renewalCount: 0,
    isCurrent: false,
    isPinned: false,
    invocation: 'inv_8f2c01',
    sizeBytes: 15_102,
    versions: [{ entry: 'ent_html', version: 'ver_20' }],
  },
]

export function pathDetail(parts: Partial<PathDetail> = {}): PathDetail {
  return {
    project: 'storefront',
    domain: 'shop.example.com',
    environment: 'production',
    deployment: 'dpl_7f3a9c2k1m8q',
    path: '/products/aurora-lamp',
    route: '/products/[slug]',
    entries: [
      pathEntry(),
      pathEntry({
        entry: 'ent_rsc',
        version: 'ver_23',
        variant: 'rsc',
        headers: [['content-type', 'text/x-component']],
        storedBytes: 4_102,
        sizeBytes: 9_020,
      }),
    ],
    query: '',
    generations: GENERATIONS,
    pin: null,
    failures: [],
    failure: null,
    mix: pathRow().mix,
    requests: 38_114,
    hitRatio: 0.968,
    invocations: 31,
    writeUnits: 22,
    lastOutcome: { status: 'STALE', reason: 'stale_tag', at: before(9_100) },
    url: 'http://shop.example.com:8080/products/aurora-lamp',
    ...parts,
  }
}

/** A regeneration that came to nothing. */
export function failureWith(parts: Partial<PathFailure> = {}): PathFailure {
  return {
    at: before(3 * MINUTE),
    durationMs: 41,
    cause: 'time',
    status: 502,
    invocation: 'inv_77b1c0',
    message: 'The function answered 502.',
    ...parts,
  }
}

/** The same page, pinned to the generation before. */
export function pinnedPath(parts: Partial<PathDetail> = {}): PathDetail {
  return pathDetail({
    entries: [pathEntry({ stateReason: 'pinned' })],
    generations: GENERATIONS.map((generation) => ({ ...generation, isPinned: generation.id === 'gen_21' })),
    pin: {
      generation: 'gen_21',
      madeAt: before(72 * MINUTE),
      seq: 48_230,
      isServed: true,
      since: before(4 * MINUTE),
      actor: 'op@example.com',
      reason: 'wrong prices',
    },
    ...parts,
  })
}

/** What is known of the version that `pathDetail` shows. */
export function versionWith(parts: Partial<VersionDetail> = {}): VersionDetail {
  const { status, headers, tags, sizeBytes, storedBytes, variant, output, query } = pathEntry()
  return {
    status,
    headers,
    tags,
    sizeBytes,
    storedBytes,
    variant,
    output,
    query,
    version: 'ver_22',
    domain: 'shop.example.com',
    deployment: 'dpl_7f3a9c2k1m8q',
    path: '/products/aurora-lamp',
    sha256: 'b'.repeat(64),
    createdAt: before(9_000),
    generations: GENERATIONS.slice(0, 1).map(({ versions: _, sizeBytes: __, ...generation }) => generation),
    ...parts,
  }
}

/** Two versions of a page, one price apart. */
export function diffWith(parts: Partial<VersionDiff> = {}): VersionDiff {
  const side = {
    domain: 'shop.example.com',
    deployment: 'dpl_7f3a9c2k1m8q',
    path: '/products/aurora-lamp',
    output: '/products/[slug]',
    status: 200,
    sizeBytes: 15_571,
  }
  return {
    from: { ...side, version: 'ver_1', sha256: 'a'.repeat(64), createdAt: before(72 * MINUTE) },
    to: { ...side, version: 'ver_2', sha256: 'b'.repeat(64), createdAt: before(9_200) },
    headers: [{ name: 'x-edition', from: 'first', to: 'second' }],
    tags: { removed: ['price:17'], added: ['price:18'] },
    body: {
      isSame: false,
      isCut: false,
      lines: [
        { kind: 'same', text: '<h1>Aurora lamp</h1>' },
        { kind: 'removed', text: '<p>17 €</p>' },
        { kind: 'added', text: '<p>18 €</p>' },
        ...Array.from({ length: 9 }, (_, n) => ({ kind: 'same' as const, text: `<li>Fact ${n + 1}</li>` })),
      ],
    },
    ...parts,
  }
}

/** Links to a version that is no page: it can be had as a file. */
export function previewWith(parts: Partial<VersionPreview> = {}): VersionPreview {
  return {
    version: 'ver_1',
    contentType: 'application/zip',
    sizeBytes: 48_200,
    page: null,
    site: null,
    download: '/download/link',
    origin: null,
    port: 3001,
    endsAt: new Date(T0 + 5 * MINUTE).toISOString(),
    ...parts,
  }
}
