import type { Tx } from '@/db/client'
import { insertBypassToken } from '@/db/queries/protection/bypass-tokens'
import type { BypassPurpose } from '@/lib/contract/bypass-tokens'
import { actorName, type OpsContext } from '@/lib/ops/context'
import { hashSecret, newId, newSecret } from '@/lib/ops/identifiers'

export type BypassScope = {
  readonly purposes: readonly BypassPurpose[]
  readonly paths: readonly string[]
  readonly deploymentIds: readonly string[]
}

/** Draws a secret and keeps its hash; `lifeSeconds` of `null` is until revoked. Callers have checked the scope. */
export async function mintBypassToken(
  ctx: OpsContext,
  tx: Tx,
  token: BypassScope & { readonly projectId: string; readonly note: string; readonly lifeSeconds: number | null },
): Promise<{ readonly id: string; readonly secret: string }> {
  const { projectId, note, lifeSeconds } = token
  const id = newId('btk')
  // An edge knows by how it begins that it must not be passed on.
  const secret = `frb_${newSecret()}`
  const [purposes, paths, deploymentIds] = [token.purposes, token.paths, token.deploymentIds].map((each) => [
    ...new Set(each),
  ])
  await insertBypassToken(tx, {
    id,
    projectId,
    note,
    secretHash: hashSecret(secret),
    createdBy: actorName(ctx.actor),
    lifeSeconds,
    purposes: purposes ?? [],
    paths: paths ?? [],
    deploymentIds: deploymentIds ?? [],
  })
  return { id, secret }
}
