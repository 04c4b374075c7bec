import { compileManifest } from '@/lib/adapters/build-output/compile-manifest'
import { DeployRefusal } from '@/lib/adapters/build-output/deploy-refusal'
import { assetsOf, filesOf } from '@/lib/adapters/build-output/manifest'
import type { CompiledBuild } from '@/lib/ops/context'

/** Compiles an uploaded scan of a build output; what is wrong with it is a value. Nothing is stored. */
export function compileBuild(upload: unknown): CompiledBuild {
  try {
    const manifest = compileManifest(upload)
    const files = [...filesOf(manifest)].map(([sha256, sizeBytes]) => ({ sha256, sizeBytes }))
    const { framework, buildId } = manifest
    return {
      kind: 'compiled',
      manifest,
      framework: framework?.name ?? null,
      buildId,
      files,
      assets: assetsOf(manifest),
      crons: manifest.crons,
    }
  } catch (error) {
    if (!(error instanceof DeployRefusal)) throw error
    const { file, key, reason } = error
    return { kind: 'refused', details: { file, key, reason } }
  }
}
