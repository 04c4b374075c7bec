import { readVersionFacts } from '@/db/queries/paths/version-previews'
import type { PreviewVersionInput, VersionPreview } from '@/lib/contract/previews'
import { encodePath } from '@/lib/engine/routing/parse-target'
import type { OpsContext } from '@/lib/ops/context'
import { OpError } from '@/lib/ops/errors'
import { requireProject } from '@/lib/ops/require-project'
import { contentTypeOf, shownAs } from '@/lib/ops/versions/dead-answer'
import { labelFor } from '@/lib/ops/versions/preview-label'
import { type PreviewPermit, signPermit } from '@/lib/ops/versions/preview-token'

const LINK_LASTS_MS = 300_000

/** Links to the bytes of a version, for whoever has them, for five minutes. */
export async function previewVersion(ctx: OpsContext, input: PreviewVersionInput): Promise<VersionPreview> {
  const { id: projectId } = await requireProject(ctx, 'read', input.project)
  const { previews } = ctx.settings
  if (previews === null) throw new OpError('unavailable', 'Only a running dashboard shows stored versions.')
  const facts = await readVersionFacts(ctx.db, { projectId, versionId: input.version })
  if (facts === undefined) throw new OpError('not_found', 'This version is no longer kept. Reload the path.')

  const endsAtMs = Math.floor(facts.now_ms) + LINK_LASTS_MS
  const linkFor = (purpose: PreviewPermit['purpose']) =>
    `/${purpose}/${signPermit(previews.key, { purpose, projectId, versionId: input.version, endsAtMs })}`
  const contentType = contentTypeOf(facts.headers)
  const isShown = shownAs(contentType) !== null
  const label = labelFor(previews.key, { versionId: input.version, endsAtMs })
  return {
    version: input.version,
    contentType,
    sizeBytes: facts.size_bytes,
    page: isShown ? linkFor('preview') : null,
    site: isShown && label !== undefined ? { label, path: encodePath(facts.path) } : null,
    download: linkFor('download'),
    origin: previews.url,
    port: previews.port,
    endsAt: new Date(endsAtMs).toISOString(),
  }
}
