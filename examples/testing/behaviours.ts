import type { Behaviours } from './behaviour.ts'
import { ACTIONS } from './behaviours/actions.ts'
import { BY_TIME } from './behaviours/by-time.ts'
import { DRAFT } from './behaviours/draft.ts'
import { EDGE } from './behaviours/edge.ts'
import { FAILURES } from './behaviours/failures.ts'
import { IN_FUNCTIONS } from './behaviours/in-functions.ts'
import { LIVE, SPEED } from './behaviours/live.ts'
import { NAVIGATION } from './behaviours/navigation.ts'
import { ON_DEMAND } from './behaviours/on-demand.ts'
import { PARTIAL } from './behaviours/partial.ts'
import { QUERY } from './behaviours/query.ts'
import { SOFT_NAVIGATION } from './behaviours/soft-navigation.ts'
import { STORED_STATUSES } from './behaviours/stored-statuses.ts'
import { VARIANTS } from './behaviours/variants.ts'

/** The rows of the table, in the order they are tried: the clock only moves forward, and each leaves its page warm. */
export const BEHAVIOURS: Behaviours = {
  ...SPEED,
  ...BY_TIME,
  ...ON_DEMAND,
  ...IN_FUNCTIONS,
  ...ACTIONS,
  ...QUERY,
  ...VARIANTS,
  ...NAVIGATION,
  ...SOFT_NAVIGATION,
  ...DRAFT,
  ...STORED_STATUSES,
  ...FAILURES,
  ...LIVE,
  ...PARTIAL,
  ...EDGE,
}
