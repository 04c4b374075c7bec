import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export type Folder = { readonly path: string; remove(): void }

/** A temporary folder that PostgreSQL and functions may enter, who run as other users when we are root. */
export function makeFolder(): Folder {
  const path = mkdtempSync(join(tmpdir(), 'freshet-faults-'))
  chmodSync(path, 0o755)
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) }
}
