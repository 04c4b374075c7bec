import { takePurgeAllowance } from '@/db/queries/purges/purge-allowances'
import type { OpsContext } from '@/lib/ops/context'
import { OpError } from '@/lib/ops/errors'

/**
 * Counts a purge, or its undo, of a token: a script that went wrong must not make every page stale for ever. The count is in the
 * database, so it holds for all dashboards together. People and this machine are not counted.
 */
export async function takeAllowance({ actor, db, settings }: OpsContext): Promise<void> {
  const perMinute = settings.purgesPerMinute
  if (actor.kind !== 'token' || perMinute === 0) return
  const waitSeconds = Math.ceil(await takePurgeAllowance(db, { tokenId: actor.id, perMinute }))
  if (waitSeconds === 0) return
  const message = `The token “${actor.name}” has made the ${perMinute} purges of its minute. Try again in ${waitSeconds} s, put several paths or tags into one purge, or raise PURGES_PER_MINUTE.`
  throw new OpError('too_many_requests', message, { details: { retryAfterSeconds: waitSeconds } })
}
