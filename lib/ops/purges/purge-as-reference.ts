import { findProjectById } from '@/db/queries/projects'
import type { Environment } from '@/lib/contract/domains'
import type { CreatePurgeInput, Purge } from '@/lib/contract/purges'
import type { OpsContext } from '@/lib/ops/context'
import { createPurge } from '@/lib/ops/purges/create-purge'
import { requireScope } from '@/lib/ops/require-scope'

export type ReferencePurge = {
  readonly projectIdOrName: string
  /** All of the project when it is left out. */
  readonly target: Environment | undefined
  readonly mode: CreatePurgeInput['mode']
  readonly deadlineSeconds: number
  readonly selectors: CreatePurgeInput['selectors']
}

/** A purge as tools of the reference ask for it: they name a project by its id too, and know no domain or deployment. */
export async function purgeAsReference(ctx: OpsContext, input: ReferencePurge): Promise<Purge> {
  requireScope(ctx, 'purge')
  const { projectIdOrName, target, mode, deadlineSeconds, selectors } = input
  // No name of a project has an underscore, every id has one.
  const byId = projectIdOrName.includes('_') ? await findProjectById(ctx.db, projectIdOrName) : undefined
  return createPurge(ctx, {
    project: byId?.name ?? projectIdOrName,
    scope: target === undefined ? { kind: 'project' } : { kind: 'environment', environment: target },
    mode,
    deadlineSeconds,
    selectors,
  })
}
