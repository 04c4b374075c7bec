import { existsSync } from 'node:fs'
import { bundle, ENTRIES } from '../bundle.ts'

/** Tests start real hosts of functions and images: bundle those that belong to the sources under test. */
export async function setup(): Promise<void> {
  const entries = ENTRIES.filter(({ name, source }) => name.endsWith('-host') && existsSync(source))
  await bundle(entries)
}
