import type { CompiledBuild } from '@/lib/ops/context'

/** Reads an uploaded manifest. */
export function compileBuild(_upload: unknown): CompiledBuild {
  return { kind: 'refused', details: { file: '', key: null, reason: 'Not yet.' } }
}
