import { before, MINUTE } from '@/components/testing/instants'
import { deploymentList } from '@/components/testing/operations'
import type { Comparison } from '@/lib/contract/comparisons'
import type { Job } from '@/lib/contract/jobs'
import type { Retention, RetentionPlan } from '@/lib/contract/retention'
import type { WarmReport } from '@/lib/contract/warm-ups'

export function jobWith(parts: Partial<Job> = {}): Job {
  return {
    id: 'job_7f3a9c2k1m8q',
    project: 'storefront',
    kind: 'warm-up',
    state: 'running',
    input: {},
    dueAt: before(2 * MINUTE),
    beganAt: before(2 * MINUTE),
    endedAt: null,
    attemptCount: 1,
    cancelledBy: null,
    progress: { done: 41, total: 100, activity: '/products/aurora-lamp' },
    report: null,
    message: null,
    actor: 'token:ci',
    createdAt: before(2 * MINUTE),
    ...parts,
  }
}

export function warmReportWith(parts: Partial<WarmReport> = {}): WarmReport {
  const page = { domain: 'shop.example.com', verdict: 'made', status: 200, bytes: 48_213, message: null } as const
  return {
    code: null,
    counts: { asked: 4, made: 2, fresh: 1, unstored: 0, failed: 1 },
    bytes: 144_639,
    p50Ms: 214,
    p95Ms: 1_903,
    maxMs: 1_903,
    gate: { maxFailedPercent: 5, maxP95Ms: 10_000 },
    promoted: null,
    pages: [
      {
        ...page,
        target: '/sale',
        verdict: 'failed',
        status: 500,
        ms: 41,
        bytes: 96,
        message: 'The function answered 500.',
      },
      { ...page, target: '/products/a-lamp-with-a-rather-long-name?colour=dark-green', ms: 1_903 },
      { ...page, target: '/', ms: 214 },
      { ...page, target: '/about', verdict: 'fresh', ms: 0 },
    ],
    ...parts,
  }
}

export function comparisonWith(sections: Comparison['sections'] = SECTIONS): Comparison {
  const [, from, to] = deploymentList().deployments
  if (from === undefined || to === undefined) throw new Error('The list of deployments is too short.')
  return { from, to, sections }
}

const NOTHING = { added: 0, removed: 0, changed: 0, same: 0, fromBytes: 0, toBytes: 0, changes: [] }

const SECTIONS: Comparison['sections'] = [
  { ...NOTHING, kind: 'routes', same: 14 },
  {
    kind: 'prerenders',
    added: 1,
    removed: 1,
    changed: 1,
    same: 210,
    fromBytes: 912_400,
    toBytes: 918_200,
    changes: [
      {
        name: '/products/[slug]',
        change: 'changed',
        facts: ['revalidate: 60 s → 10 s'],
        fromBytes: null,
        toBytes: null,
      },
      { name: '/sale', change: 'removed', facts: [], fromBytes: 4_200, toBytes: null },
      { name: '/winter-sale', change: 'added', facts: [], fromBytes: null, toBytes: 9_800 },
    ],
  },
  {
    kind: 'functions',
    added: 0,
    removed: 0,
    changed: 1,
    same: 3,
    fromBytes: 2_400_000,
    toBytes: 2_460_000,
    changes: [{ name: 'index', change: 'changed', facts: ['content'], fromBytes: 612_000, toBytes: 672_000 }],
  },
  { ...NOTHING, kind: 'files', same: 180, fromBytes: 8_100_000, toBytes: 8_100_000 },
  { ...NOTHING, kind: 'crons', same: 1 },
]

export function sameComparison(): Comparison {
  return comparisonWith(SECTIONS.map(({ kind }) => ({ ...NOTHING, kind, same: 3 })))
}

/** What a project keeps, well within its budgets. */
export const RETENTION: Retention = {
  project: 'storefront',
  versions: { count: 41_204, bytes: 812_000_000, budgetBytes: 10_737_418_240 },
  entries: { count: 18_412, bytes: 402_000_000 },
  values: { count: 612, bytes: 41_000_000, budgetBytes: 1_073_741_824 },
}

/** What smaller budgets would take. */
export const RETENTION_PLAN: RetentionPlan = {
  project: 'storefront',
  versions: { budgetBytes: 700_000_000, excessBytes: 112_000_000, count: 10_000, bytes: 48_000_000, isLeast: true },
  values: { budgetBytes: 20_000_000, excessBytes: 21_000_000, count: 312, bytes: 20_900_000, isLeast: false },
}

/** A budget of which nothing is exceeded. */
export const WITHIN_BUDGET = { budgetBytes: 20_000_000_000, excessBytes: 0, count: 0, bytes: 0, isLeast: false }

/** What a job that came to its end has. */
export const ENDED = { endedAt: before(MINUTE), progress: { done: 100, total: 100, activity: null } }
