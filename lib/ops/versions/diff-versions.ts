import { diffLines as compareLines } from 'diff'
import { z } from 'zod'
import { findVersion } from '@/db/queries/paths/pins'
import type { DiffLine, DiffVersionsInput, VersionDiff } from '@/lib/contract/versions'
import type { OpsContext } from '@/lib/ops/context'
import { OpError } from '@/lib/ops/errors'
import { firstBytes, MAX_SOURCE_BYTES } from '@/lib/ops/paths/first-bytes'
import { textOf } from '@/lib/ops/paths/text-of'
import { requireProject } from '@/lib/ops/require-project'

const headersSchema = z.array(z.tuple([z.string(), z.string()]))

/** More changed lines than these, or longer, are not compared: what the answer would say nobody reads. */
const LIMITS = { maxEditLength: 4_000, timeout: 2_000 }

/** What two versions of a project differ in. Refused when one of them is no longer kept. */
export async function diffVersions(ctx: OpsContext, input: DiffVersionsInput): Promise<VersionDiff> {
  const { id: projectId } = await requireProject(ctx, 'read', input.project)
  const from = await requireVersion(ctx, { projectId, id: input.from })
  const to = await requireVersion(ctx, { projectId, id: input.to })
  const isSame = from.sha256 === to.sha256
  return {
    from: toSide(from),
    to: toSide(to),
    headers: changedHeaders(from.headers, to.headers),
    tags: {
      removed: from.tags.filter((tag) => !to.tags.includes(tag)),
      added: to.tags.filter((tag) => !from.tags.includes(tag)),
    },
    body: {
      isSame,
      lines: isSame ? [] : linesOf(await textOfVersion(from), await textOfVersion(to)),
      isCut: Math.max(from.sizeBytes, to.sizeBytes) > MAX_SOURCE_BYTES,
    },
  }
}

async function requireVersion(ctx: OpsContext, wanted: { readonly projectId: string; readonly id: string }) {
  const row = await findVersion(ctx.db, wanted)
  if (row === undefined)
    throw new OpError('not_found', `${wanted.id} is no version of this project, or no longer kept.`)
  return { ...row, headers: headersSchema.parse(row.headers) }
}

type VersionRow = Awaited<ReturnType<typeof requireVersion>>

function toSide({ id, domain, deploymentId, path, output, status, sha256, sizeBytes, createdAt }: VersionRow) {
  const place = { domain, deployment: deploymentId, path, output }
  return { version: id, ...place, status, sha256, sizeBytes, createdAt: createdAt.toISOString() }
}

async function textOfVersion({ headers, sizeBytes, encoding, bytes }: VersionRow): Promise<string | null> {
  const contentType = headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? null
  const first = await firstBytes({ encoding, bytes }, MAX_SOURCE_BYTES)
  return textOf(first, { contentType, isCut: sizeBytes > MAX_SOURCE_BYTES })
}

function linesOf(from: string | null, to: string | null): DiffLine[] | null {
  if (from === null || to === null) return null
  const changes = compareLines(from, to, LIMITS)
  if (changes === undefined) return null
  return changes.flatMap(({ value, added, removed }) => {
    const changed = added ? 'added' : 'removed'
    const kind = added || removed ? changed : 'same'
    return value
      .replace(/\n$/, '')
      .split('\n')
      .map((text): DiffLine => ({ kind, text }))
  })
}

/** Several lines of one name are compared as one, in their order. */
function changedHeaders(from: VersionRow['headers'], to: VersionRow['headers']): VersionDiff['headers'] {
  const [before, after] = [joined(from), joined(to)]
  return [...new Set([...before.keys(), ...after.keys()])]
    .toSorted()
    .map((name) => ({ name, from: before.get(name) ?? null, to: after.get(name) ?? null }))
    .filter((header) => header.from !== header.to)
}

function joined(headers: VersionRow['headers']): Map<string, string> {
  const byName = Map.groupBy(headers, ([name]) => name.toLowerCase())
  return new Map([...byName].map(([name, lines]) => [name, lines.map(([, value]) => value).join(', ')]))
}
