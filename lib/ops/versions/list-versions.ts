import { listFailures } from '@/db/queries/cache/failures'
import { readGenerations } from '@/db/queries/paths/path-detail'
import { findGroup, listMembers } from '@/db/queries/paths/pins'
import { inSnapshot } from '@/db/queries/select-rows'
import type { GenerationEntry, ListVersionsInput, VersionList } from '@/lib/contract/versions'
import type { OpsContext } from '@/lib/ops/context'
import { failureFacts, generationFacts } from '@/lib/ops/paths/generation-facts'
import { requireProject } from '@/lib/ops/require-project'
import { nothingStored } from '@/lib/ops/versions/nothing-stored'
import { placeOfGroup } from '@/lib/ops/versions/place-of-group'

type GenerationRow = Awaited<ReturnType<typeof readGenerations>>[number]
type MemberRow = Awaited<ReturnType<typeof listMembers>>[number]

/** What is kept of a page, newest first. Refused where nothing ever was. */
export async function listVersions(ctx: OpsContext, input: ListVersionsInput): Promise<VersionList> {
  const { id: projectId } = await requireProject(ctx, 'read', input.project)
  const place = await placeOfGroup(ctx, projectId, input)
  const { domain, deploymentId: deployment, path, query } = place
  return inSnapshot(ctx.db, async (tx) => {
    const group = await findGroup(tx, place)
    if (group === undefined) throw await nothingStored(tx, place)
    // One more than asked for: what it had tells what the last of them changed.
    const rows = await readGenerations(tx, group.id, input.limit + 1)
    const members = await listMembers(
      tx,
      rows.map(({ id }) => id),
    )
    const generations = rows.slice(0, input.limit).map((row, at) =>
      toGeneration(row, {
        members: members.filter(({ generationId }) => generationId === row.id),
        before: members.filter(({ generationId }) => generationId === rows[at + 1]?.id),
      }),
    )
    const failures = (await listFailures(tx, group.id)).map(failureFacts)
    return { domain, deployment, path, query, generations, failures }
  })
}

function toGeneration(
  row: GenerationRow,
  beside: {
    readonly members: readonly MemberRow[]
    readonly before: readonly MemberRow[]
  },
): GenerationEntry {
  const earlier = new Map(beside.before.map(({ entryId, versionId }) => [entryId, versionId]))
  return {
    ...generationFacts(row),
    members: beside.members.map(({ variant, output, versionId, status, tags, sizeBytes, storedBytes, entryId }) => ({
      variant,
      output,
      version: versionId,
      status,
      tags,
      sizeBytes,
      storedBytes,
      isChanged: earlier.get(entryId) !== versionId,
    })),
  }
}
