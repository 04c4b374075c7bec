import { existsSync } from 'node:fs'
import { bundle, ENTRIES } from '../bundle.ts'

/** Tests start real function hosts: bundle the one that belongs to the sources under test. */
export async function setup(): Promise<void> {
  const entries = ENTRIES.filter(({ name, source }) => name === 'function-host' && existsSync(source))
  await bundle(entries)
}
