import type { LiveEdge, LiveList, LiveMessage, LiveRequest } from '@/lib/contract/live'

/** Rows that are kept; older ones leave the table. */
export const MOST_ROWS = 500

/** How the stream is doing. `broken` comes back by itself, `refused` does not. */
export type LivePhase =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'live' }
  | { readonly kind: 'broken'; readonly message: string }
  | { readonly kind: 'refused'; readonly message: string }

export type LiveState = {
  readonly phase: LivePhase
  /** Newest first. */
  readonly rows: readonly LiveRequest[]
  /** What came while it was paused, newest first, and how many that were: older ones have left. */
  readonly held: readonly LiveRequest[]
  readonly heldCount: number
  readonly isPaused: boolean
  /** More came than could be sent. */
  readonly droppedCount: number
  /** The last time that nobody watched. */
  readonly gapSeconds: number | null
  readonly edges: readonly LiveEdge[]
}

export type LiveAction =
  | { readonly kind: 'told'; readonly messages: readonly LiveMessage[] }
  | { readonly kind: 'phase'; readonly phase: LivePhase }
  | { readonly kind: 'paused'; readonly isPaused: boolean }

/** The tail before its stream has said anything. */
export function liveBeginning({ requests, edges }: Pick<LiveList, 'requests' | 'edges'>): LiveState {
  return {
    phase: { kind: 'connecting' },
    rows: requests.toReversed().slice(0, MOST_ROWS),
    held: [],
    heldCount: 0,
    isPaused: false,
    droppedCount: 0,
    gapSeconds: null,
    edges,
  }
}

/** The tail after something happened. */
export function liveAfter(state: LiveState, action: LiveAction): LiveState {
  switch (action.kind) {
    case 'phase':
      return { ...state, phase: action.phase }
    case 'paused':
      if (action.isPaused) return { ...state, isPaused: true }
      return { ...state, isPaused: false, rows: merged(state.held, state.rows), held: [], heldCount: 0 }
    case 'told':
      return withRequests(action.messages.reduce(withFacts, { ...state, phase: { kind: 'live' } }), action.messages)
  }
}

function withRequests(state: LiveState, messages: readonly LiveMessage[]): LiveState {
  const known = new Set([...state.rows, ...state.held].map(({ id }) => id))
  const came = messages
    .flatMap((message) => (message.event === 'request' && !known.has(message.data.id) ? [message.data] : []))
    .toReversed()
  if (came.length === 0) return state
  if (!state.isPaused) return { ...state, rows: merged(came, state.rows) }
  return { ...state, held: merged(came, state.held), heldCount: state.heldCount + came.length }
}

/** What edges say at one moment arrives in an order of its own. */
function merged(newer: readonly LiveRequest[], older: readonly LiveRequest[]): readonly LiveRequest[] {
  return [...newer, ...older].toSorted((one, other) => other.at.localeCompare(one.at)).slice(0, MOST_ROWS)
}

function withFacts(state: LiveState, message: LiveMessage): LiveState {
  switch (message.event) {
    case 'request':
      return state
    case 'dropped':
      return { ...state, droppedCount: state.droppedCount + message.data.count }
    case 'edges':
      return { ...state, edges: message.data.edges }
    case 'gap':
      return { ...state, gapSeconds: message.data.seconds }
    case 'end':
      return { ...state, phase: { kind: 'refused', message: message.data.message } }
  }
}
