import { endpoint } from '@/lib/contract/endpoint'
import {
  createPurgeInput,
  getPurgeInput,
  listPurgesInput,
  purge,
  purgeList,
  purgeReach,
  purgeReachInput,
  undoPurgeInput,
} from '@/lib/contract/purges'

/** Calls about purges: before, during and after. */
export const purgeEndpoints = {
  createPurge: endpoint({
    method: 'POST',
    path: '/api/v1/purges',
    input: createPurgeInput,
    output: purge,
    scope: 'purge',
    summary: 'Purge by path, tag or everything, within a domain, a deployment, an environment or the project.',
  }),
  getPurgeReach: endpoint({
    method: 'POST',
    path: '/api/v1/purges/reach',
    input: purgeReachInput,
    output: purgeReach,
    scope: 'read',
    summary: 'Count what a purge would cover. Changes nothing.',
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
    output: purge,
    scope: 'read',
    summary: 'A purge by its number in the journal.',
  }),
  undoPurge: endpoint({
    method: 'POST',
    path: '/api/v1/purges/{seq}/undo',
    input: undoPurgeInput,
    output: purge,
    scope: 'purge',
    summary: 'Take a purge back: what it covered, and was not made anew since, is served again as before.',
  }),
} as const
