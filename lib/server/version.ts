import { existsSync, readFileSync } from 'node:fs'
import { z } from 'zod'
import packageJson from '../../package.json' with { type: 'json' }

/** The version of this Freshet. */
export const VERSION: string = packageJson.version

const stampSchema = z.object({ sources: z.string().regex(/^[0-9a-f]{7,}$/) })

/**
 * The version, and of which sources the programs in this folder were built (`0.1.0+3f9c2a1`): what runs is told apart also between
 * two commits of one version. Where no build has left its stamp, the version alone; so where it is damaged, and then `warn` is told.
 */
export function versionBuilt(folder: string, warn: (sentence: string) => void): string {
  const stamp = `${folder}/build.json`
  if (!existsSync(stamp)) return VERSION
  try {
    const { sources } = stampSchema.parse(JSON.parse(readFileSync(stamp, 'utf8')))
    return `${VERSION}+${sources.slice(0, 7)}`
  } catch {
    // No edge is kept from starting by what it is called. That its programs are damaged too would be told by themselves.
    warn(`${stamp} is damaged, so that “freshet edges” shows no build of this edge. “npm run build” writes a new one.`)
    return VERSION
  }
}
