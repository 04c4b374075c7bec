import type { CacheStatus, EntryState, StatusMix } from '@/lib/contract/paths'

type StatusLook = {
  readonly status: CacheStatus
  readonly key: keyof StatusMix
  /** What it means for the visitor. */
  readonly meaning: string
  /** The status's one colour, as text and as ground, and as the CSS variable that charts take. */
  readonly text: string
  readonly ground: string
  readonly color: string
}

/** All cache statuses in the order of every legend, bar and table: the best for visitors first. */
export const STATUSES: readonly StatusLook[] = [
  {
    status: 'HIT',
    key: 'hit',
    meaning: 'Served from the cache, fresh.',
    text: 'text-status-hit',
    ground: 'bg-status-hit',
    color: 'var(--status-hit)',
  },
  {
    status: 'PRERENDER',
    key: 'prerender',
    meaning: 'Served from what the build made.',
    text: 'text-status-prerender',
    ground: 'bg-status-prerender',
    color: 'var(--status-prerender)',
  },
  {
    status: 'STALE',
    key: 'stale',
    meaning: 'Served from the cache while it is regenerated.',
    text: 'text-status-stale',
    ground: 'bg-status-stale',
    color: 'var(--status-stale)',
  },
  {
    status: 'REVALIDATED',
    key: 'revalidated',
    meaning: 'Regenerated before it was served; the visitor waited.',
    text: 'text-status-revalidated',
    ground: 'bg-status-revalidated',
    color: 'var(--status-revalidated)',
  },
  {
    status: 'MISS',
    key: 'miss',
    meaning: 'Not in the cache; the visitor waited for a render.',
    text: 'text-status-miss',
    ground: 'bg-status-miss',
    color: 'var(--status-miss)',
  },
  {
    status: 'BYPASS',
    key: 'bypass',
    meaning: 'The request may not use the cache.',
    text: 'text-status-bypass',
    ground: 'bg-status-bypass',
    color: 'var(--status-bypass)',
  },
  {
    status: 'NONE',
    key: 'none',
    meaning: 'The cache has no part in it: static files, redirects, unknown paths.',
    text: 'text-faint',
    ground: 'bg-status-none',
    color: 'var(--status-none)',
  },
]

const LOOKS = new Map(STATUSES.map((look) => [look.status, look]))

/** How a status looks and what it means. */
export function statusLook(status: CacheStatus): StatusLook {
  const look = LOOKS.get(status)
  if (!look) throw new Error(`No look for status ${status}.`)
  return look
}

const STATE_STATUS: Record<EntryState, CacheStatus> = {
  fresh: 'HIT',
  stale: 'STALE',
  failed: 'MISS',
  deleted: 'MISS',
  expired: 'MISS',
  none: 'BYPASS',
}

/** Text class of a stored entry's state, in the colour of the status that its next visitor gets. */
export function stateTextClass(state: EntryState): string {
  return statusLook(STATE_STATUS[state]).text
}
