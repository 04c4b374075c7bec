import type { Queryable } from '@/db/client'
import { listProjectNames } from '@/db/queries/projects'
import { OpError } from '@/lib/ops/errors'

/** Names of all projects by their ids. */
export async function projectNames(db: Queryable): Promise<ReadonlyMap<string, string>> {
  return new Map((await listProjectNames(db, null)).map(({ id, name }) => [id, name]))
}

/** Ids of the projects that somebody should be confined to; `null`: all. An unknown name is refused. */
export function projectIdsFor(
  names: ReadonlyMap<string, string>,
  wanted: readonly string[] | undefined,
): string[] | null {
  if (wanted === undefined) return null
  const ids = new Map([...names].map(([id, name]) => [name, id]))
  return [...new Set(wanted)].map((name) => {
    const id = ids.get(name)
    if (id === undefined) throw new OpError('not_found', `There is no project “${name}”.`)
    return id
  })
}

/** What a member may do and where, as the audit tells it. */
export function reachOf(
  names: ReadonlyMap<string, string>,
  { role, projectIds }: { readonly role: string; readonly projectIds: readonly string[] | null },
) {
  return { role, projects: projectIds?.map((id) => names.get(id) ?? id) ?? 'all' }
}
