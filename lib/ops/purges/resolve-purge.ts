import type { Queryable } from '@/db/client'
import { findDomain, listGroupHosts } from '@/db/queries/deployments/domains'
import type { PurgeReachArgs } from '@/db/queries/purges/purges'
import type { TokenScope } from '@/lib/contract/access'
import type { PurgeReachInput, PurgeScope, SelectorInput } from '@/lib/contract/purges'
import type { Scope } from '@/lib/engine/purges/journal'
import type { OpsContext } from '@/lib/ops/context'
import { requireReady } from '@/lib/ops/deployments/require-deployment'
import { OpError } from '@/lib/ops/errors'
import { tidySelector } from '@/lib/ops/purges/tidy-selector'
import { type Project, requireProject } from '@/lib/ops/require-project'
import { deploymentOfPreviewHost } from '@/lib/ops/site-url'

/** One scope, or one for each domain of a group; never none. */
export type Scopes = readonly [Scope, ...Scope[]]

/** A purge with its names resolved: what edges are told, and what entries are counted by. */
export type ResolvedPurge = {
  readonly project: Project
  readonly scopes: Scopes
  readonly selectors: readonly SelectorInput[]
  readonly reach: PurgeReachArgs
}

/** Resolves project and scope; a domain or deployment that the project does not have is refused, not ignored. */
export async function resolvePurge(
  ctx: OpsContext,
  tokenScope: TokenScope,
  input: PurgeReachInput,
): Promise<ResolvedPurge> {
  const project = await requireProject(ctx, tokenScope, input.project)
  const selectors = input.selectors.map(tidySelector)
  const scopes = await resolveScopes(ctx, ctx.db, project, input.scope)
  return { project, scopes, selectors, reach: reachOf(scopes, selectors) }
}

/** The scopes that this one means now. A group is asked for its domains by whoever holds the transaction that purges. */
export async function resolveScopes(
  ctx: OpsContext,
  db: Queryable,
  project: Project,
  scope: PurgeScope,
): Promise<Scopes> {
  const whole: Scope = { projectId: project.id, environment: null, domain: null, deploymentId: null }
  switch (scope.kind) {
    case 'project':
      return [whole]
    case 'environment':
      return [{ ...whole, environment: scope.environment }]
    case 'deployment':
      return [{ ...whole, deploymentId: (await requireReady(ctx, project, scope.deployment)).id }]
    case 'domain':
      await requireOwnHost(ctx, project, scope.domain)
      return [{ ...whole, domain: scope.domain }]
    case 'domain_group': {
      const hosts = await listGroupHosts(db, { projectId: project.id, groupName: scope.group })
      const [first, ...others] = hosts.map((domain) => ({ ...whole, domain }))
      if (first !== undefined) return [first, ...others]
      const how = `npx freshet domains group <host> ${scope.group} --project ${project.name}`
      throw new OpError(
        'not_found',
        `No domain of “${project.name}” is in the group “${scope.group}”. Put one in: ${how}`,
      )
    }
  }
}

/** What entries are counted by. Scopes of one purge differ in their domain at most. */
export function reachOf([first, ...others]: Scopes, selectors: readonly SelectorInput[]): PurgeReachArgs {
  const { projectId, environment, deploymentId } = first
  const domains = [first, ...others].flatMap(({ domain }) => domain ?? [])
  return {
    projectId,
    environment,
    deploymentId,
    domains: first.domain === null ? null : domains,
    isAll: selectors.some(({ kind }) => kind === 'all'),
    paths: selectors.flatMap((selector) => (selector.kind === 'path' ? [selector.path] : [])),
    prefixes: selectors.flatMap((selector) => (selector.kind === 'prefix' ? [selector.prefix] : [])),
    tags: selectors.flatMap((selector) => (selector.kind === 'tag' ? [selector.tag] : [])),
  }
}

/** A domain of the project, or the own host of one of its deployments. */
async function requireOwnHost(ctx: OpsContext, project: Project, host: string): Promise<void> {
  const own = deploymentOfPreviewHost(ctx.sites, host)
  const isOurs =
    own === undefined
      ? (await findDomain(ctx.db, host))?.projectId === project.id
      : (await requireReady(ctx, project, own)).id === own
  if (!isOurs) throw new OpError('not_found', `The project “${project.name}” has no domain ${host}.`)
}
