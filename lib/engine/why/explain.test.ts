import { describe, expect, test } from 'vitest'
import type { Outcome } from '@/lib/engine/outcome'
import { type Decision, type DecisionFacts, MAX_DECISION_BYTES } from '@/lib/engine/why/decision'
import { explain } from '@/lib/engine/why/explain'
import type { OutcomeKey } from '@/lib/engine/why/sentences'
import type { NamedPurge } from '@/lib/engine/why/told-purge'

const NOW = Date.UTC(2026, 10, 27, 9, 0, 0)
const MINUTE = 60_000

const SITE = { projectId: 'prj_1', deploymentId: 'dpl_1', environment: 'production', isProtected: false } as const
const PAGE = { kind: 'prerender', path: '/tide', route: '/tide', output: '/tide' } as const
const KEY = {
  kind: 'entry',
  domain: 'sea.test',
  deploymentId: 'dpl_1',
  path: '/tide',
  output: '/tide',
  variant: 'html',
  query: 'page=2',
  allowed: ['page'],
  leftOut: ['utm_source'],
} as const
const ENTRY = {
  stamp: 40,
  generatedAtMs: NOW - 5 * MINUTE,
  staleAtMs: NOW + 5 * MINUTE,
  expiresAtMs: null,
  retryAtMs: null,
  isFromBuild: false,
  pinnedSeq: null,
  tags: ['sea'],
  tagCount: 1,
} as const
const COVER = { invalidatedSeq: 0, invalidatedBy: 'tag', deletedSeq: 0, deletedBy: 'tag', deadlines: [] } as const
const PURGE: NamedPurge = {
  seq: 42,
  kind: 'invalidate',
  selectors: 'tag sea',
  scope: 'whole project',
  actor: 'ana@example.com',
  reason: 'wrong price',
  atMs: NOW - MINUTE,
}
const CACHED: DecisionFacts = {
  site: SITE,
  resolved: PAGE,
  admission: { kind: 'cache' },
  key: KEY,
  entry: ENTRY,
  cover: COVER,
}
const INVALIDATED: DecisionFacts = {
  ...CACHED,
  cover: { ...COVER, invalidatedSeq: 42 },
  regeneration: { kind: 'behind', cause: 'tag' },
}
const DELETED: DecisionFacts = {
  ...CACHED,
  cover: { ...COVER, deletedSeq: 42 },
  regeneration: { kind: 'first', cause: 'tag' },
}
const ABSENT: DecisionFacts = { site: SITE, resolved: PAGE, admission: { kind: 'cache' }, key: KEY }
const bypass = (by: { of: 'cookie'; name: string } | null): DecisionFacts => ({
  site: SITE,
  resolved: PAGE,
  admission: { kind: 'bypass', by },
})

function decisionOf(outcome: Outcome, facts: DecisionFacts, method = 'GET'): Decision {
  const asked = {
    requestId: 'req_1',
    atMs: NOW,
    how: 'served',
    host: 'sea.test',
    path: '/tide',
    httpStatus: 200,
  } as const
  return { ...asked, method, outcome, facts }
}

type Case = {
  readonly outcome: Outcome
  readonly facts: DecisionFacts
  readonly method?: string
  readonly sentence: string
  readonly hint: RegExp | null
}

/** One case at least for each status with each reason: the compiler asks for those of a new one. */
const CASES: Readonly<Record<OutcomeKey, Case>> = {
  'HIT:null': {
    outcome: { status: 'HIT', reason: null },
    facts: CACHED,
    sentence:
      'HIT: what is stored is fresh: it was made 5 min ago, its interval runs for another 5 min, and no purge covers it.',
    hint: null,
  },
  'HIT:pinned': {
    outcome: { status: 'HIT', reason: 'pinned' },
    facts: { ...CACHED, entry: { ...ENTRY, pinnedSeq: 41 } },
    sentence:
      'HIT: an operator pinned this generation of the page (journal number 41), so it is served whatever its age.',
    hint: /Unpin the path/,
  },
  'PRERENDER:null': {
    outcome: { status: 'PRERENDER', reason: null },
    facts: { ...CACHED, entry: { ...ENTRY, isFromBuild: true } },
    sentence:
      'PRERENDER: the copy that came with the build is served, because the function has not rendered this page yet.',
    hint: /next visit/,
  },
  'STALE:stale_time': {
    outcome: { status: 'STALE', reason: 'stale_time' },
    facts: { ...CACHED, entry: { ...ENTRY, staleAtMs: NOW - MINUTE } },
    sentence:
      'STALE: its interval has run out (made 5 min ago, interval 4 min), so it is served once more while one regeneration runs.',
    hint: /interval longer/,
  },
  'STALE:stale_tag': {
    outcome: { status: 'STALE', reason: 'stale_tag' },
    facts: INVALIDATED,
    sentence:
      'STALE: purge 42 (tag sea, whole project) by ana@example.com, “wrong price” made it stale, so it is served once more while one regeneration runs.',
    hint: /purge 42 was a mistake, undo it/,
  },
  'STALE:stale_path': {
    outcome: { status: 'STALE', reason: 'stale_path' },
    facts: { ...INVALIDATED, cover: { ...COVER, invalidatedSeq: 43, invalidatedBy: 'path' } },
    sentence: 'STALE: purge 43 made it stale, so it is served once more while one regeneration runs.',
    hint: /purge 43/,
  },
  'STALE:stale_error': {
    outcome: { status: 'STALE', reason: 'stale_error' },
    facts: { ...CACHED, entry: { ...ENTRY, retryAtMs: NOW + 30_000 } },
    sentence: 'STALE: its last regeneration failed, so the last good page is served.',
    hint: /after 2026-11-27T09:00:30Z/,
  },
  'STALE:control_lost': {
    outcome: { status: 'STALE', reason: 'control_lost' },
    facts: { ...CACHED, control: { isInControl: false, appliedSeq: 41 } },
    sentence:
      'STALE: the edge has not been able to read the journal for 2 s and cannot know what was purged, so it calls nothing a HIT and regenerates nothing.',
    hint: /database/,
  },
  'MISS:null': {
    outcome: { status: 'MISS', reason: null },
    facts: { site: SITE, resolved: { ...PAGE, kind: 'function' } },
    sentence: 'MISS: the function is not a prerender: it is called for every visitor, unless its answer may be shared.',
    hint: /s-maxage/,
  },
  'MISS:cold': {
    outcome: { status: 'MISS', reason: 'cold' },
    facts: { ...ABSENT, key: { ...KEY, allowed: null }, regeneration: { kind: 'first', cause: 'cold' } },
    sentence: 'MISS: nothing is stored under its key, so the visitor waits for a render.',
    hint: /allowQuery/,
  },
  'MISS:collapsed': {
    outcome: { status: 'MISS', reason: 'collapsed' },
    facts: { ...ABSENT, waits: [{ for: 'lease', edgeId: 'edg_2', ms: 250 }] },
    sentence:
      'MISS: nothing usable was stored, and the edge edg_2 was already rendering the page, so this one waited for it.',
    hint: /next visit/,
  },
  'MISS:error': {
    outcome: { status: 'MISS', reason: 'error' },
    facts: { ...ABSENT, layers: [{ layer: 'ISR cache', said: 'unreadable' }] },
    sentence: 'MISS: the page was rendered for this visitor alone and not stored: the ISR cache could not be read.',
    hint: /log of the edge/,
  },
  'MISS:key_limit': {
    outcome: { status: 'MISS', reason: 'key_limit' },
    facts: ABSENT,
    sentence:
      'MISS: the path is too long, or has too many stored query variants already, so the page is rendered for this visitor and not stored.',
    hint: /allowQuery/,
  },
  'BYPASS:draft_mode': {
    outcome: { status: 'BYPASS', reason: 'draft_mode' },
    facts: bypass(null),
    sentence: 'BYPASS: the cookie `__prerender_bypass` opens draft mode, so an editor sees drafts.',
    hint: /without that cookie/,
  },
  'BYPASS:prerender_bypass': {
    outcome: { status: 'BYPASS', reason: 'prerender_bypass' },
    facts: bypass({ of: 'cookie', name: 'session' }),
    sentence: 'BYPASS: the request has the cookie `session`, for which the page bypasses the cache.',
    hint: /without the cookie `session`/,
  },
  'BYPASS:crawler': {
    outcome: { status: 'BYPASS', reason: 'crawler' },
    facts: CACHED,
    sentence:
      'BYPASS: visitors would be served a fallback first, but a crawler waits for the whole page, which is then stored.',
    hint: /next visit/,
  },
  'BYPASS:method': {
    outcome: { status: 'BYPASS', reason: 'method' },
    facts: bypass(null),
    method: 'POST',
    sentence: 'BYPASS: its method is POST: only GET and HEAD are answered from the cache.',
    hint: /GET or HEAD/,
  },
  'REVALIDATED:tag_deleted': {
    outcome: { status: 'REVALIDATED', reason: 'tag_deleted' },
    facts: DELETED,
    sentence:
      'REVALIDATED: purge 42 (tag sea, whole project) by ana@example.com, “wrong price” deleted it, so the old page may not be served and the visitor waits for a new one.',
    hint: /next visit/,
  },
  'REVALIDATED:path_deleted': {
    outcome: { status: 'REVALIDATED', reason: 'path_deleted' },
    facts: { ...ABSENT, regeneration: { kind: 'first', cause: 'path' } },
    sentence:
      'REVALIDATED: its path, or everything around it, was deleted, so the old page may not be served and the visitor waits for a new one.',
    hint: /next visit/,
  },
  'REVALIDATED:on_demand': {
    outcome: { status: 'REVALIDATED', reason: 'on_demand' },
    facts: { ...CACHED, admission: { kind: 'on_demand' } },
    sentence: 'REVALIDATED: the request carried a bypass token and asked for a new page.',
    hint: /next visit/,
  },
  'REVALIDATED:forced': {
    outcome: { status: 'REVALIDATED', reason: 'forced' },
    facts: CACHED,
    sentence: 'REVALIDATED: the page was stale, and the request asked to wait for a new one.',
    hint: /next visit/,
  },
  'NONE:null': {
    outcome: { status: 'NONE', reason: null },
    facts: { site: SITE, resolved: { kind: 'redirect', path: '/tide', route: null, output: '/tides' } },
    sentence: 'No cache: the routing table redirects to /tides.',
    hint: null,
  },
}

const told = ({ outcome, facts, method }: Pick<Case, 'outcome' | 'facts' | 'method'>) =>
  explain(decisionOf(outcome, facts, method), { purges: [PURGE], project: 'sea' })

test.each(Object.entries(CASES))('%s is told in a sentence that names what it turned on', (_key, example) => {
  const { sentence, steps, hint } = told(example)
  expect(sentence).toBe(example.sentence)
  if (example.hint === null) expect(hint).toBeNull()
  else expect(hint).toMatch(example.hint)
  expect(steps.map(({ title }) => title)).toEqual(expect.arrayContaining(['Resolved', 'Answer']))
  for (const { says } of steps) expect(says).toMatch(/^[A-Za-z].*[.)]$/s)
})

test.each(Object.entries(CASES))('%s is told also where nothing but the outcome is known', (_key, { outcome }) => {
  const { sentence, steps } = told({ outcome, facts: {} })
  expect(sentence).toMatch(/^[A-Z][A-Za-z ]*: .+\.$/)
  expect(sentence).not.toMatch(/undefined|null|NaN/)
  expect(steps.map(({ title }) => title)).toEqual(['Resolved', 'Answer'])
})

describe('steps', () => {
  test('name the key with what was left out, the age against the interval, and the purge with its actor', () => {
    const { steps } = told({ outcome: { status: 'STALE', reason: 'stale_tag' }, facts: INVALIDATED })
    expect(Object.fromEntries(steps.map(({ title, says }) => [title, says]))).toEqual({
      Resolved: 'sea.test/tide belongs to project sea, production, deployment dpl_1, and leads to the prerender /tide.',
      Admitted: 'The cache may answer.',
      Key: 'Path and query /tide?page=2, as html. Left out: utm_source. No cookie or header is part of it.',
      Age: 'Made 5 min ago; its interval is 10 min and runs for another 5 min.',
      Purges:
        'Purge 42 (tag sea, whole project) by ana@example.com, “wrong price” made it stale by its tag; the render of this page began at journal number 40.',
      Regenerated: 'A regeneration started behind the answer (cause tag).',
      Answer: 'HTTP 200, STALE, stale_tag.',
    })
    expect(steps.find(({ title }) => title === 'Purges')?.purgeSeq).toBe(42)
  })

  test('a deadline that has passed is the purge that deleted it; one to come only made it stale', () => {
    const until = (atMs: number): DecisionFacts => ({
      ...CACHED,
      cover: { ...COVER, invalidatedSeq: 50, deadlines: [{ seq: 42, atMs }] },
    })
    const over = told({ outcome: { status: 'REVALIDATED', reason: 'tag_deleted' }, facts: until(NOW) })
    expect(over.sentence).toContain('purge 42 (tag sea')
    expect(over.sentence).toContain('deleted it')
    const toCome = told({ outcome: { status: 'STALE', reason: 'stale_tag' }, facts: until(NOW + 1) })
    expect(toCome.sentence).toContain('purge 50 made it stale')
  })

  test('what was foretold says that nothing was rendered', () => {
    const decision = {
      ...decisionOf({ status: 'HIT', reason: null }, CACHED),
      how: 'foretold',
      httpStatus: null,
    } as const
    expect(explain(decision).steps.map(({ title }) => title)).not.toContain('Protected')
    expect(explain(decision).steps.at(-1)?.says).toBe('It would be HIT. Nothing was rendered or stored to find out.')
  })
})

test('what is foretold of a protected host says who gets 401; a visitor who was served was let in', () => {
  const facts = { ...CACHED, site: { ...SITE, isProtected: true } }
  const served = decisionOf({ status: 'HIT', reason: null }, facts)
  const titles = (how: Decision['how']) => explain({ ...served, how }).steps.map(({ title }) => title)
  expect(titles('foretold').slice(0, 2)).toEqual(['Resolved', 'Protected'])
  expect(titles('served')).not.toContain('Protected')
})

test('a decision of a usual page fits many times into what one may take', () => {
  const size = JSON.stringify(decisionOf({ status: 'STALE', reason: 'stale_tag' }, INVALIDATED)).length
  expect(size).toBeLessThan(MAX_DECISION_BYTES / 3)
})
