import { findDomain } from '@/db/queries/domains'
import type { PurgeReachArgs } from '@/db/queries/purges'
import type { TokenScope } from '@/lib/contract/access'
import type { PurgeReachInput, PurgeScope, SelectorInput } from '@/lib/contract/purges'
import type { Scope } from '@/lib/engine/journal'
import { decodePath } from '@/lib/engine/routing/parse-target'
import type { OpsContext } from '@/lib/ops/context'
import { requireReady } from '@/lib/ops/deployments/require-deployment'
import { OpError } from '@/lib/ops/errors'
import { type Project, requireProject } from '@/lib/ops/require-project'
import { deploymentOfPreviewHost } from '@/lib/ops/site-url'

/** A purge with its names resolved: what edges are told, and what entries are counted by. */
export type ResolvedPurge = {
  readonly project: Project
  readonly scope: Scope
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
  const narrowed = await resolveScope(ctx, project, input.scope)
  const selectors = input.selectors.map(tidySelector)
  const scope = { projectId: project.id, ...narrowed }
  return { project, scope, selectors, reach: reachOf(scope, selectors) }
}

/** What entries are counted by. */
export function reachOf(scope: Scope, selectors: readonly SelectorInput[]): PurgeReachArgs {
  return {
    ...scope,
    isAll: selectors.some(({ kind }) => kind === 'all'),
    paths: selectors.flatMap((selector) => (selector.kind === 'path' ? [selector.path] : [])),
    tags: selectors.flatMap((selector) => (selector.kind === 'tag' ? [selector.tag] : [])),
  }
}

const WHOLE_PROJECT = { environment: null, domain: null, deploymentId: null }

async function resolveScope(ctx: OpsContext, project: Project, scope: PurgeScope): Promise<Omit<Scope, 'projectId'>> {
  switch (scope.kind) {
    case 'project':
      return WHOLE_PROJECT
    case 'environment':
      return { ...WHOLE_PROJECT, environment: scope.environment }
    case 'deployment':
      return { ...WHOLE_PROJECT, deploymentId: (await requireReady(ctx, project, scope.deployment)).id }
    case 'domain': {
      const own = deploymentOfPreviewHost(ctx.sites, scope.domain)
      const isOurs =
        own === undefined
          ? (await findDomain(ctx.db, scope.domain))?.projectId === project.id
          : (await requireReady(ctx, project, own)).id === own
      if (isOurs) return { ...WHOLE_PROJECT, domain: scope.domain }
      throw new OpError('not_found', `The project “${project.name}” has no domain ${scope.domain}.`)
    }
  }
}

/**
 * Paths of entries have their escapes decoded, as requests have theirs, and end without a slash, except the first one: a
 * purge of `/blog/caf%C3%A9/` means what a visitor of it gets.
 */
function tidySelector(selector: SelectorInput): SelectorInput {
  if (selector.kind !== 'path') return selector
  const path = decodePath(selector.path)?.replace(/\/+$/, '')
  if (path === undefined) {
    throw new OpError('invalid', `The path ${selector.path} has a broken escape. Write %25 for a percent sign.`)
  }
  return { kind: 'path', path: path === '' || path === '/index' ? '/' : path }
}
