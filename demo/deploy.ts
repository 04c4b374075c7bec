import { createReadStream, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { scanBuildOutput, toUpload } from '@/lib/adapters/build-output/scan-build-output'
import { createDeployment } from '@/lib/ops/deployments/create-deployment'
import { finishDeployment } from '@/lib/ops/deployments/finish-deployment'
import { promote } from '@/lib/ops/deployments/promote'
import { uploadFile } from '@/lib/ops/deployments/upload-file'
import { buildSite } from './build-site'
import { failsFrom } from './failing'
import type { Month } from './month'
import { SITES } from './sites'
import type { Deed } from './story'

/** Builds an edition and deploys it; where promotions are off since a roll back, somebody promotes it. */
export async function deploy(month: Month, deed: Deed & { readonly kind: 'deploy' }): Promise<void> {
  const { project, edition, source } = deed
  const site = SITES.find((each) => each.project === project)
  if (site === undefined) throw new Error(`The demo has no site ${project}.`)
  const folder = mkdtempSync(join(tmpdir(), 'freshet-demo-'))
  try {
    buildSite(folder, { site, number: edition, failsFromMs: failsFrom(project, edition, month.nowMs) })
    const ctx = month.as('ci')
    const scanned = await scanBuildOutput(folder)
    const files = new Map(scanned.files.map((file) => [file.sha256, file.source]))
    const { deployment, missing } = await createDeployment(ctx, { project, upload: toUpload(scanned), source })
    const { id } = deployment
    for (const sha256 of missing) {
      const file = files.get(sha256)
      if (file !== undefined) await uploadFile(ctx, { id, sha256 }, createReadStream(file))
    }
    const { promoted } = await finishDeployment(ctx, {
      id,
      promote: deed.promote,
      ...(deed.promote && { domain: `${project}.localhost` }),
    })
    month.deployed.set(`${project} ${edition}`, id)
    if (!deed.promote) return
    if (!promoted) await promote(month.as('ops'), { project, deployment: id })
    month.shows.push({ project, deploymentId: id, atMs: month.atMs() })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
