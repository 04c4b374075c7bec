import { chown, mkdir, readdir, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import type { HostUser } from '@/lib/adapters/functions/confinement'

/** Where programs keep what they may lose, below the folder they run in. */
const SCRATCH = '.cache'

/**
 * The folder that a function runs in: that of its bundle, which all hosts share and none may write to. A bundle that brings
 * a `.cache` along expects to write beside what lies there (Gatsby's engine does when it is loaded): its host gets a folder
 * of its own below `place`, with links to the bundle's files and a `.cache` that is the host's.
 */
export async function workingDirectory(options: {
  readonly bundle: string
  readonly place: string
  readonly user: HostUser | null
}): Promise<string> {
  const { bundle, place, user } = options
  const entries = await readdir(bundle, { withFileTypes: true })
  if (!entries.some((entry) => entry.name === SCRATCH && entry.isDirectory())) return bundle
  const own = join(place, 'bundle')
  await linkEntries(bundle, own, user, (name) => name !== SCRATCH)
  await linkEntries(join(bundle, SCRATCH), join(own, SCRATCH), user, () => true)
  return own
}

async function linkEntries(from: string, to: string, user: HostUser | null, isWanted: (name: string) => boolean) {
  await mkdir(to)
  const names = (await readdir(from)).filter(isWanted)
  await Promise.all(names.map((name) => symlink(join(from, name), join(to, name))))
  if (user !== null) await chown(to, user.uid, user.gid)
}
