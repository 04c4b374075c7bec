import { z } from 'zod'
import { accessEndpoints } from '@/lib/contract/access-endpoints'
import { auditEndpoints } from '@/lib/contract/audit'
import { bypassTokenEndpoints } from '@/lib/contract/bypass-token-endpoints'
import { cron, cronList, listCronsInput, runCronInput } from '@/lib/contract/crons'
import { deploymentEndpoints } from '@/lib/contract/deployment-endpoints'
import {
  addDomainInput,
  domain,
  domainList,
  listDomainsInput,
  removeDomainInput,
  setDomainGroupInput,
} from '@/lib/contract/domains'
import { edgeEndpoints } from '@/lib/contract/edges'
import { endpoint } from '@/lib/contract/endpoint'
import { nothing } from '@/lib/contract/fields'
import { functionEndpoints } from '@/lib/contract/functions'
import { jobEndpoints } from '@/lib/contract/job-endpoints'
import { journalEndpoints } from '@/lib/contract/journal'
import { liveEndpoints } from '@/lib/contract/live'
import { memberEndpoints } from '@/lib/contract/members'
import { getPathInput, getSourceInput, listPathsInput, pathDetail, pathList, versionSource } from '@/lib/contract/paths'
import { priceEndpoints } from '@/lib/contract/price-endpoints'
import {
  createProjectInput,
  createProjectResult,
  overview,
  overviewInput,
  projectCosts,
  projectCostsInput,
  projectList,
} from '@/lib/contract/projects'
import { protectionEndpoints } from '@/lib/contract/protection-endpoints'
import { purgeEndpoints } from '@/lib/contract/purge-endpoints'
import { settingEndpoints } from '@/lib/contract/setting-endpoints'
import { tagEndpoints } from '@/lib/contract/tags'
import { usageEndpoints } from '@/lib/contract/usage-endpoints'
import { versionEndpoints } from '@/lib/contract/version-endpoints'
import { whyEndpoints } from '@/lib/contract/why'

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
  listProjectCosts: endpoint({
    method: 'GET',
    path: '/api/v1/projects/costs',
    input: projectCostsInput,
    output: projectCosts,
    scope: 'read',
    summary: 'What each project, or the one named, has cost since the month began, estimated by its price sheet.',
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
    summary: 'Paths by page: state, status mix, age, expiry, versions, last regeneration, tags and cost.',
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

  ...tagEndpoints,

  ...deploymentEndpoints,
  ...edgeEndpoints,
  ...functionEndpoints,

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

  setDomainGroup: endpoint({
    method: 'PUT',
    path: '/api/v1/domains/{host}/group',
    input: setDomainGroupInput,
    output: domain,
    scope: 'deploy',
    summary: 'Put a domain into a group, so that its domains can be purged together, or take it out.',
  }),

  ...purgeEndpoints,
  ...journalEndpoints,
  ...versionEndpoints,

  listCrons: endpoint({
    method: 'GET',
    path: '/api/v1/crons',
    input: listCronsInput,
    output: cronList,
    scope: 'read',
    summary: 'Crons of what production shows, and their newest runs.',
  }),
  runCron: endpoint({
    method: 'POST',
    path: '/api/v1/crons/runs',
    input: runCronInput,
    output: cron,
    scope: 'deploy',
    summary: 'Run a cron now, beside its schedule. An edge begins within a second.',
  }),

  ...jobEndpoints,

  ...settingEndpoints,

  ...priceEndpoints,
  ...usageEndpoints,

  ...accessEndpoints,

  ...bypassTokenEndpoints,
  ...whyEndpoints,
  ...liveEndpoints,
  ...memberEndpoints,
  ...auditEndpoints,
  ...protectionEndpoints,
} as const
