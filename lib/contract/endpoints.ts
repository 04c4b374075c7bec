import { z } from 'zod'
import {
  createTokenInput,
  createTokenResult,
  operatorSelf,
  revokeSessionInput,
  revokeTokenInput,
  sessionList,
  setUpInput,
  signInInput,
  tokenList,
  tokenSummary,
} from '@/lib/contract/access'
import { nothing } from '@/lib/contract/common'
import { deploymentEndpoints } from '@/lib/contract/deployment-endpoints'
import { addDomainInput, domain, domainList, listDomainsInput, removeDomainInput } from '@/lib/contract/domains'
import { endpoint } from '@/lib/contract/endpoint'
import { getPathInput, getSourceInput, listPathsInput, pathDetail, pathList, versionSource } from '@/lib/contract/paths'
import { createProjectInput, createProjectResult, overview, overviewInput, projectList } from '@/lib/contract/projects'
import { createPurgeInput, listPurgesInput, purge, purgeList, purgeReach, purgeReachInput } from '@/lib/contract/purges'
import { settingEndpoints } from '@/lib/contract/setting-endpoints'

/** Every call of the REST API: routes, the OpenAPI document, the CLI and the browser all read this table. */
export const endpoints = {
  getOpenApi: endpoint({
    method: 'GET',
    path: '/api/v1/openapi.json',
    input: nothing,
    output: z.record(z.string(), z.unknown()),
    scope: 'public',
    summary: 'This description of the API.',
  }),

  listProjects: endpoint({
    method: 'GET',
    path: '/api/v1/projects',
    input: nothing,
    output: projectList,
    scope: 'read',
    summary: 'Projects with their domains and the traffic of a day.',
  }),
  createProject: endpoint({
    method: 'POST',
    path: '/api/v1/projects',
    input: createProjectInput,
    output: createProjectResult,
    scope: 'deploy',
    summary: 'Make an empty project. The first deploy does so by itself.',
  }),
  getOverview: endpoint({
    method: 'GET',
    path: '/api/v1/overview',
    input: overviewInput,
    output: overview,
    scope: 'read',
    summary: 'Outcomes over time, totals and what needs a look.',
  }),

  listPaths: endpoint({
    method: 'GET',
    path: '/api/v1/paths',
    input: listPathsInput,
    output: pathList,
    scope: 'read',
    summary: 'Paths with state, status mix, age and tags, by page.',
  }),
  getPath: endpoint({
    method: 'GET',
    path: '/api/v1/paths/detail',
    input: getPathInput,
    output: pathDetail,
    scope: 'read',
    summary: 'What is stored of one path, and its regenerations.',
  }),
  getSource: endpoint({
    method: 'GET',
    path: '/api/v1/versions/{version}/source',
    input: getSourceInput,
    output: versionSource,
    scope: 'read',
    summary: 'The stored body of a version, as text.',
  }),

  ...deploymentEndpoints,

  listDomains: endpoint({
    method: 'GET',
    path: '/api/v1/domains',
    input: listDomainsInput,
    output: domainList,
    scope: 'read',
    summary: 'Domains of a project.',
  }),
  addDomain: endpoint({
    method: 'POST',
    path: '/api/v1/domains',
    input: addDomainInput,
    output: domain,
    scope: 'deploy',
    summary: 'Add a domain to a project.',
  }),
  removeDomain: endpoint({
    method: 'DELETE',
    path: '/api/v1/domains/{host}',
    input: removeDomainInput,
    output: nothing,
    scope: 'deploy',
    summary: 'Remove a domain. Its host answers 404 from then on.',
  }),

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

  ...settingEndpoints,

  listTokens: endpoint({
    method: 'GET',
    path: '/api/v1/tokens',
    input: nothing,
    output: tokenList,
    scope: 'admin',
    summary: 'Tokens, without their secrets.',
  }),
  createToken: endpoint({
    method: 'POST',
    path: '/api/v1/tokens',
    input: createTokenInput,
    output: createTokenResult,
    scope: 'admin',
    summary: 'Make a token. Its secret is in this answer and nowhere else.',
  }),
  revokeToken: endpoint({
    method: 'DELETE',
    path: '/api/v1/tokens/{id}',
    input: revokeTokenInput,
    output: tokenSummary,
    scope: 'admin',
    summary: 'Revoke a token at once.',
  }),

  setUp: endpoint({
    method: 'POST',
    path: '/api/v1/access/set-up',
    input: setUpInput,
    output: operatorSelf,
    scope: 'public',
    summary: 'Make the first owner with the secret of the set-up link, and sign in.',
  }),
  signIn: endpoint({
    method: 'POST',
    path: '/api/v1/access/sign-in',
    input: signInInput,
    output: operatorSelf,
    scope: 'public',
    summary: 'Sign in. The session is a cookie.',
  }),
  signOut: endpoint({
    method: 'POST',
    path: '/api/v1/access/sign-out',
    input: nothing,
    output: nothing,
    scope: 'session',
    summary: 'Sign this browser out.',
  }),
  getSelf: endpoint({
    method: 'GET',
    path: '/api/v1/access/self',
    input: nothing,
    output: operatorSelf,
    scope: 'session',
    summary: 'Who is signed in.',
  }),
  listSessions: endpoint({
    method: 'GET',
    path: '/api/v1/access/sessions',
    input: nothing,
    output: sessionList,
    scope: 'session',
    summary: 'Where you are signed in.',
  }),
  revokeSession: endpoint({
    method: 'DELETE',
    path: '/api/v1/access/sessions/{id}',
    input: revokeSessionInput,
    output: nothing,
    scope: 'session',
    summary: 'Sign one of your browsers out.',
  }),
} as const
