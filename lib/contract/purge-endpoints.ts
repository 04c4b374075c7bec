import { endpoint } from '@/lib/contract/endpoint'
import { job } from '@/lib/contract/jobs'
import { purgePlan } from '@/lib/contract/purge-plan'
import {
  createOrPlanInput,
  getPurgeInput,
  listPurgesInput,
  purge,
  purgeDetail,
  purgeList,
  purgeOrPlan,
  purgeReach,
  purgeReachInput,
  undoPurgeInput,
} from '@/lib/contract/purges'
import { probe } from '@/lib/contract/receipts'
import {
  cancelScheduledInput,
  listScheduledInput,
  scheduledPurge,
  scheduledPurgeList,
  schedulePurgeInput,
} from '@/lib/contract/scheduled-purges'
import { warmPurgeInput } from '@/lib/contract/warm-ups'

/** Calls about purges: before, during and after. */
export const purgeEndpoints = {
  createPurge: endpoint({
    method: 'POST',
    path: '/api/v1/purges',
    input: createOrPlanInput,
    output: purgeOrPlan,
    scope: 'purge',
    summary:
      'Purge by path, prefix, tag or everything, within a domain, a domain group, a deployment, an environment or the project.',
  }),
  planPurge: endpoint({
    method: 'POST',
    path: '/api/v1/purges/plan',
    input: purgeReachInput,
    output: purgePlan,
    scope: 'read',
    summary: 'What a purge would cover and cost, and the hottest paths in it. Changes nothing.',
  }),
  getPurgeReach: endpoint({
    method: 'POST',
    path: '/api/v1/purges/reach',
    input: purgeReachInput,
    output: purgeReach,
    scope: 'read',
    summary: 'Count what a purge would cover. Changes nothing.',
  }),
  schedulePurge: endpoint({
    method: 'POST',
    path: '/api/v1/purges/scheduled',
    input: schedulePurgeInput,
    output: scheduledPurge,
    scope: 'purge',
    summary: 'Purge at an instant to come, by the clock of the database.',
  }),
  listScheduledPurges: endpoint({
    method: 'GET',
    path: '/api/v1/purges/scheduled',
    input: listScheduledInput,
    output: scheduledPurgeList,
    scope: 'read',
    summary: 'Purges to come, soonest first, and those that came to nothing.',
  }),
  cancelScheduledPurge: endpoint({
    method: 'DELETE',
    path: '/api/v1/purges/scheduled/{id}',
    input: cancelScheduledInput,
    output: scheduledPurge,
    scope: 'purge',
    summary: 'Cancel a scheduled purge.',
  }),
  listPurges: endpoint({
    method: 'GET',
    path: '/api/v1/purges',
    input: listPurgesInput,
    output: purgeList,
    scope: 'read',
    summary: 'The newest purges of a project.',
  }),
  getPurge: endpoint({
    method: 'GET',
    path: '/api/v1/purges/{seq}',
    input: getPurgeInput,
    output: purgeDetail,
    scope: 'read',
    summary: 'A purge by its number in the journal, with its receipt: which edges obeyed it, and how fast.',
  }),
  probePurge: endpoint({
    method: 'GET',
    path: '/api/v1/purges/{seq}/probe',
    input: getPurgeInput,
    output: probe,
    scope: 'read',
    summary: 'Ask each edge what it would do with a sample of what the purge covers. Renders nothing.',
  }),
  undoPurge: endpoint({
    method: 'POST',
    path: '/api/v1/purges/{seq}/undo',
    input: undoPurgeInput,
    output: purge,
    scope: 'purge',
    summary: 'Take a purge back: what it covered, and was not regenerated since, is served again as before.',
  }),
  warmPurge: endpoint({
    method: 'POST',
    path: '/api/v1/purges/{seq}/warm-up',
    input: warmPurgeInput,
    output: job,
    scope: 'purge',
    summary: 'Regenerate what a purge hit, before visitors ask for it. Answers the job.',
  }),
} as const
