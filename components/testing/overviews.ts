import { before, MINUTE, NO_REQUESTS, T0 } from '@/components/testing/instants'
import type { Edge } from '@/lib/contract/edges'
import type { Overview, ProjectCosts, ProjectSummary } from '@/lib/contract/projects'

export function stepAt(atMs: number, counts: Partial<Overview['series'][number]> = {}): Overview['series'][number] {
  return {
    ...NO_REQUESTS,
    at: new Date(atMs).toISOString(),
    errors: 0,
    readUnits: 0,
    writeUnits: 0,
    invocations: 0,
    ...counts,
  }
}

/** A day of traffic with a purge and a promotion in it, the same at each call. */
export function dayOfSteps(): Overview['series'] {
  return Array.from({ length: 96 }, (_, index) => {
    const wave = 700 + Math.round(420 * Math.sin(index / 14) + 37 * ((index * 7) % 5))
    const afterPurge = index > 55 && index < 62 ? 5 : 1
    return stepAt(T0 - (95 - index) * 15 * MINUTE, {
      hit: wave,
      prerender: Math.round(wave * 0.03),
      stale: Math.round(wave * 0.04 * afterPurge),
      revalidated: Math.round(wave * 0.005 * afterPurge),
      miss: Math.round(wave * 0.012),
      bypass: 6,
      readUnits: Math.round(wave * 0.2),
      writeUnits: Math.round(wave * 0.02 * afterPurge),
      invocations: Math.round(wave * 0.05 * afterPurge),
    })
  })
}

function tookAbout(ms: number) {
  return { ms, isMore: false }
}

const CAUSES: Overview['invocationsByCause'] = [
  { cause: 'time', invocations: 3_211, failures: 4, averageMs: 184.2, p50: tookAbout(160), p95: tookAbout(412) },
  { cause: 'tag', invocations: 902, failures: 0, averageMs: 214.7, p50: tookAbout(171), p95: tookAbout(480) },
  {
    cause: 'cold',
    invocations: 301,
    failures: 0,
    averageMs: 421,
    p50: tookAbout(320),
    p95: { ms: 60_000, isMore: true },
  },
]

export function overviewWith(parts: Partial<Overview> = {}): Overview {
  const series = parts.series ?? dayOfSteps()
  const sum = (pick: (step: Overview['series'][number]) => number) =>
    series.reduce((total, step) => total + pick(step), 0)
  return {
    project: 'storefront',
    window: '24h',
    stepSeconds: 900,
    series,
    totals: {
      hit: sum((step) => step.hit),
      prerender: sum((step) => step.prerender),
      stale: sum((step) => step.stale),
      revalidated: sum((step) => step.revalidated),
      miss: sum((step) => step.miss),
      bypass: sum((step) => step.bypass),
      none: 0,
      requests: sum((step) => step.hit + step.prerender + step.stale + step.revalidated + step.miss + step.bypass),
      hitRatio: 0.978,
      readUnits: sum((step) => step.readUnits),
      writeUnits: sum((step) => step.writeUnits),
      invocations: sum((step) => step.invocations),
      errors: 4,
      bytesOut: 3_565_158_000,
    },
    previous: {
      requests: 69_120,
      hitRatio: 0.974,
      readUnits: 14_400,
      writeUnits: 1_640,
      invocations: 4_100,
      errors: 9,
    },
    invocationsByCause: CAUSES,
    callDurations: { p50: tookAbout(166), p95: tookAbout(437) },
    servedAge: { medianSeconds: 214, pathCount: 500 },
    events: [
      {
        seq: 48_213,
        kind: 'purge',
        label: 'invalidate tag price:18',
        at: before(9.8 * 60 * MINUTE),
        actor: 'token:cms',
      },
      {
        seq: 48_220,
        kind: 'promotion',
        label: 'promoted dpl_7f3a9c2k1m8q',
        at: before(4 * 60 * MINUTE),
        actor: 'op@x.dev',
      },
      { seq: 48_226, kind: 'pin', label: 'Roll back /sale', at: before(1.5 * 60 * MINUTE), actor: 'op@x.dev' },
    ],
    needsALook: [
      { domain: 'shop.example.com', path: '/sale', state: 'failed', message: 'Regeneration fails for 4 min: 502.' },
      {
        domain: 'shop.example.com',
        path: '/checkout',
        state: 'visits_fail',
        message: '3 of 3 requests were answered with an error (5xx).',
      },
      {
        domain: 'shop.example.com',
        path: '/search',
        state: 'many_variants',
        message: '1204 variants are stored. A narrower allowed query would keep fewer.',
      },
    ],
    edges: [edgeWith()],
    pathCount: 18_412,
    isPathCountLeast: false,
    ...parts,
  }
}

export function projectWith(parts: Partial<ProjectSummary> = {}): ProjectSummary {
  return {
    name: 'storefront',
    domains: [
      { host: 'shop.example.com', deployment: 'dpl_7f3a9c2k1m8q', group: null, url: 'http://shop.example.com:8080' },
      {
        host: 'storefront.localhost',
        deployment: 'dpl_7f3a9c2k1m8q',
        group: null,
        url: 'http://storefront.localhost:8080',
      },
    ],
    currentDeployment: 'dpl_7f3a9c2k1m8q',
    framework: 'nextjs',
    deployedAt: before(4 * 60 * MINUTE),
    requests: 73_204,
    hitRatio: 0.978,
    sparkline: Array.from({ length: 24 }, (_, hour) => 2_000 + Math.round(900 * Math.sin(hour / 4))),
    promotesAutomatically: true,
    ...parts,
  }
}

/** An edge that runs in step. */
export function edgeWith(parts: Partial<Edge> = {}): Edge {
  return {
    id: 'edge_fra2',
    region: 'fra',
    state: 'in_step',
    since: null,
    appliedSeq: 412,
    lag: 0,
    version: '0.1.0',
    memoryBytes: 188_743_680,
    startedAt: before(26 * 60 * MINUTE),
    heartbeatAt: before(900),
    ...parts,
  }
}

/** What two projects came to; of one a price is not known. */
export const COSTS: ProjectCosts = {
  month: '2026-11',
  costs: [
    { project: 'storefront', sheet: 'Vercel Pro, iad1', amount: '11.4', currency: 'USD', isPartial: false },
    { project: 'docs', sheet: 'Your own machines', amount: '1204.5', currency: 'USD', isPartial: true },
  ],
}
