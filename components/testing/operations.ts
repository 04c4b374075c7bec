import { before, MINUTE, T0 } from '@/components/testing/instants'
import type { SessionSummary } from '@/lib/contract/access'
import type { Cron, CronRun } from '@/lib/contract/crons'
import type { Deletion, DeploymentList } from '@/lib/contract/deployments'
import type { PinRecord } from '@/lib/contract/journal'
import type { PurgePlan } from '@/lib/contract/purge-plan'
import type { Purge } from '@/lib/contract/purges'
import type { Probe, Receipt } from '@/lib/contract/receipts'
import type { ScheduledPurge } from '@/lib/contract/scheduled-purges'
import type { Variable } from '@/lib/contract/variables'

export function purgeWith(parts: Partial<Purge> = {}): Purge {
  return {
    seq: 48_213,
    project: 'storefront',
    scope: { kind: 'domain', domain: 'shop.example.com' },
    domains: [],
    selectors: [{ kind: 'tag', tag: 'price:18' }],
    mode: 'invalidate',
    deleteAt: null,
    actor: 'token:cms',
    reason: null,
    entryCount: 14,
    isEntryCountLeast: false,
    createdAt: before(9 * MINUTE),
    undo: null,
    undoableUntil: new Date(T0 + 60 * MINUTE).toISOString(),
    ...parts,
  }
}

/** A page that an operator pinned. */
export function pinWith(parts: Partial<PinRecord> = {}): PinRecord {
  return {
    seq: 48_230,
    project: 'storefront',
    act: 'pin',
    domain: 'shop.example.com',
    deployment: 'dpl_7f3a9c2k1m8q',
    path: '/products/aurora-lamp',
    query: '',
    generation: 'gen_1',
    madeAt: before(72 * MINUTE),
    isStanding: true,
    actor: 'op@example.com',
    reason: 'wrong prices',
    createdAt: before(4 * MINUTE),
    ...parts,
  }
}

/** What took a purge back. */
export const UNDO = { seq: 48_121, actor: 'op@example.com', reason: 'wrong tag', createdAt: before(2 * MINUTE) }

/** A plan that was sampled, with traffic. */
export function planWith(parts: Partial<PurgePlan> = {}): PurgePlan {
  return {
    entryCount: 14,
    pathCount: 7,
    sizeBytes: 412_000,
    storedBytes: 88_400,
    sampleCount: null,
    variants: [
      { variant: 'html', entryCount: 7 },
      { variant: 'data', entryCount: 7 },
    ],
    traffic: { requests: 42_136, share: 0.023, sampledPathCount: null },
    renders: { most: 7, soon: 5, averageMs: 271, totalMs: 1_900 },
    cost: {
      writeUnits: 22,
      amount: '0.0001',
      currency: 'USD',
      hasLowConfidence: false,
      sheet: 'Vercel Pro, iad1',
      sheetDate: '2025-10-20',
    },
    hottest: [
      { domain: 'shop.example.com', path: '/products/aurora-lamp', requests: 38_114 },
      { domain: 'shop.example.com', path: '/collections/light', requests: 4_022 },
    ],
    unmatched: [],
    ...parts,
  }
}

/** A purge to come. */
export function plannedWith(parts: Partial<ScheduledPurge> = {}): ScheduledPurge {
  return {
    id: 'job_1',
    project: 'storefront',
    at: new Date(T0 + 60 * MINUTE).toISOString(),
    state: 'waiting',
    actor: 'op@example.com',
    message: null,
    mode: 'delete',
    deadlineSeconds: 0,
    reason: 'embargo',
    scope: { kind: 'project' },
    selectors: [{ kind: 'tag', tag: 'q3' }],
    ...parts,
  }
}

/** Two edges that obeyed, one that has not yet, one that says nothing, one that went away. */
export const RECEIPT: Receipt = {
  edges: [
    { id: 'edg_11a0c4', region: 'fra', state: 'obeyed', afterMs: 4.2, silentMs: null },
    { id: 'edg_5f20b1', region: 'iad', state: 'obeyed', afterMs: 88, silentMs: null },
    { id: 'edg_77aa02', region: 'sin', state: 'late', afterMs: null, silentMs: null },
    { id: 'edg_8c1d55', region: 'lhr', state: 'silent', afterMs: null, silentMs: 34_200 },
    { id: 'edg_90cc31', region: 'gru', state: 'gone', afterMs: null, silentMs: null },
  ],
  obeyedCount: 2,
  p50Ms: 4.2,
  p99Ms: 88,
  maxMs: 88,
  stragglers: [
    { id: 'edg_77aa02', region: 'sin', silentMs: null },
    { id: 'edg_8c1d55', region: 'lhr', silentMs: 34_200 },
  ],
}

export function probeWith({ isObeyed = true }: { readonly isObeyed?: boolean } = {}): Probe {
  const answered: Omit<Probe['edges'][number], 'id' | 'region'> = {
    state: 'answered',
    unknownCount: 0,
    disobeyed: [],
    obeyedCount: 14,
  }
  const fault = { domain: 'shop.example.com', path: '/sale', output: '/sale', verdict: 'fresh' }
  const second = isObeyed ? answered : { ...answered, disobeyed: [fault], obeyedCount: 13 }
  return {
    seq: 48_213,
    at: new Date(T0).toISOString(),
    sampleCount: 14,
    isObeyed,
    edges: [
      { id: 'edg_11a0c4', region: 'fra', ...answered },
      { id: 'edg_5f20b1', region: 'iad', ...second },
      ...(isObeyed ? [] : [{ id: 'edg_77aa02', region: 'sin', ...answered, state: 'silent' as const }]),
    ],
  }
}

export function deploymentList(parts: Partial<DeploymentList> = {}): DeploymentList {
  const deployment: DeploymentList['deployments'][number] = {
    id: 'dpl_7f3a9c2k1m8q',
    project: 'storefront',
    state: 'ready',
    framework: 'nextjs',
    source: 'storefront',
    fileCount: 412,
    sizeBytes: 18_412_000,
    domains: ['shop.example.com', 'storefront.localhost'],
    previewUrl: 'http://dpl_7f3a9c2k1m8q.localhost:8080',
    isProduction: true,
    entryCount: 18_412,
    requests: 73_204,
    createdBy: 'token:ci',
    createdAt: before(4 * 60 * MINUTE),
    promotedAt: before(4 * 60 * MINUTE),
  }
  return {
    deployments: [
      {
        ...deployment,
        id: 'dpl_0up1oad1ng00',
        state: 'uploading',
        domains: [],
        isProduction: false,
        entryCount: 0,
        requests: 0,
        promotedAt: null,
        createdAt: before(40_000),
      },
      deployment,
      {
        ...deployment,
        id: 'dpl_2b8e6d4k0x1z',
        domains: [],
        isProduction: false,
        entryCount: 17_902,
        createdAt: before(26 * 60 * MINUTE),
        promotedAt: before(26 * 60 * MINUTE),
      },
      {
        ...deployment,
        id: 'dpl_9q1w5r7t3y2u',
        domains: [],
        isProduction: false,
        entryCount: 31,
        requests: 12,
        createdAt: before(50 * 60 * MINUTE),
        promotedAt: null,
      },
    ],
    promotesAutomatically: true,
    ...parts,
  }
}

export function cronWith(parts: Partial<Cron> = {}): Cron {
  return {
    project: 'storefront',
    deployment: 'dpl_7f3a9c2k1m8q',
    path: '/api/nightly',
    schedule: '0 3 * * *',
    nextAt: new Date(T0 + 4 * 60 * MINUTE).toISOString(),
    requestedBy: null,
    isRunning: false,
    ...parts,
  }
}

export function cronRunWith(parts: Partial<CronRun> = {}): CronRun {
  return {
    id: 'run_1',
    deployment: 'dpl_7f3a9c2k1m8q',
    path: '/api/nightly',
    schedule: '0 3 * * *',
    requestedBy: null,
    dueAt: before(20 * 60 * MINUTE),
    beganAt: before(20 * 60 * MINUTE),
    durationMs: 812,
    outcome: 'succeeded',
    status: 200,
    missedCount: 0,
    message: null,
    ...parts,
  }
}

export function variableWith(parts: Partial<Variable> = {}): Variable {
  return {
    project: 'storefront',
    name: 'CMS_TOKEN',
    environment: 'production',
    fingerprint: '3fa81c09',
    setBy: 'op@example.com',
    setAt: before(9 * MINUTE),
    key: 'current',
    ...parts,
  }
}

/** A deployment that would be missed. */
export function deletionWith(parts: Partial<Deletion> = {}): Deletion {
  return {
    deployment: 'dpl_2b8e6d4k0x1z',
    domains: [],
    entryCount: 17_902,
    rollback: 'next',
    assets: {
      onlyHere: 212,
      askedLately: 14,
      requestsLately: 1_208,
      namedByPages: 1,
      examples: [
        { path: '/_next/static/chunks/0cz1d0mv5g_q7.js', page: 'shop.example.com/sale' },
        { path: '/_next/static/chunks/app-8f3a2b1c.js', page: null },
      ],
    },
    ...parts,
  }
}

/** One that nobody would miss. */
export const HARMLESS: Partial<Deletion> = {
  entryCount: 0,
  rollback: 'never',
  assets: { onlyHere: 0, askedLately: 0, requestsLately: 0, namedByPages: 0, examples: [] },
}

export const SESSIONS: readonly SessionSummary[] = [
  {
    id: 'a'.repeat(64),
    userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0',
    ip: '192.0.2.7',
    createdAt: before(3 * 60 * MINUTE),
    lastSeenAt: before(MINUTE),
    isCurrent: true,
  },
  {
    id: 'b'.repeat(64),
    userAgent: null,
    ip: null,
    createdAt: before(30 * 60 * MINUTE),
    lastSeenAt: before(26 * 60 * MINUTE),
    isCurrent: false,
  },
]
