import { randomUUID } from 'node:crypto'
import { readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'

/** What was a deployment's, until all of it is removed. */
const GONE = '.gone-'

export type SweepOptions = {
  /** That of the bundle cache. */
  readonly directory: string
  /** Whether a function host of this edge still runs what is laid out. */
  readonly isRunning: (deploymentId: string) => boolean
  /** Those of them that were deleted so long ago that no edge is at a call of theirs. */
  readonly listDeleted: (ids: readonly string[]) => Promise<readonly string[]>
}

/**
 * Removes what is laid out of deleted deployments; resolves to their ids. A folder first loses its name, in one step: nobody
 * finds half a bundle. Several edges may do so at once, and one that is killed meanwhile leaves the rest to the next.
 */
export async function sweepBundles({ directory, isRunning, listDeleted }: SweepOptions): Promise<readonly string[]> {
  const names = await namesIn(directory)
  const ids = names.filter((name) => !name.startsWith('.') && !isRunning(name))
  const deleted = ids.length === 0 ? [] : await listDeleted(ids)
  const removed: string[] = []
  for (const id of deleted) if (await hide(directory, id)) removed.push(id)
  const hidden = (await namesIn(directory)).filter((name) => name.startsWith(GONE))
  for (const name of hidden) await rm(join(directory, name), { recursive: true, force: true })
  return removed
}

/** Whether this call did it, and no other edge. */
async function hide(directory: string, id: string): Promise<boolean> {
  return rename(join(directory, id), join(directory, `${GONE}${id}-${randomUUID()}`)).then(
    () => true,
    (error: unknown) => isMissing(error, false),
  )
}

async function namesIn(directory: string): Promise<readonly string[]> {
  const entries = await readdir(directory, { withFileTypes: true }).catch((error: unknown) => isMissing(error, []))
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name)
}

/** Gives `otherwise` for what is not there; what else went wrong goes on. */
function isMissing<T>(error: unknown, otherwise: T): T {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return otherwise
  throw error
}
