import { chmodSync, lstatSync, mkdirSync, mkdtempSync, rmSync, type Stats } from 'node:fs'
import { lstat, mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'

/** May be entered by the unprivileged user of the hosts, and not listed. */
const ENTERED_ONLY = 0o711

/** Where the hosts of one edge have their sockets. `remove` takes all of it away. */
export type SocketDirectory = { readonly path: string; remove(): Promise<void> }

/**
 * Makes an empty directory. By its name an edge that starts again finds what it left when it was killed, and clears it away. Among
 * temporary files anybody may have taken that name: then it gets another one, which nobody could foresee.
 */
export function openSocketDirectory({
  under,
  name,
}: {
  readonly under: string
  readonly name: string
}): SocketDirectory {
  const usual = join(under, name)
  const path = take(usual) ? usual : mkdtempSync(`${usual}-`)
  // Whatever the umask left of it.
  chmodSync(path, ENTERED_ONLY)
  return { path, remove: () => rm(path, { recursive: true, force: true, maxRetries: 2 }) }
}

/** Makes the path an empty directory of ours; `false` where somebody else has it. What is somebody else's is not touched. */
function take(path: string): boolean {
  const found = lstatSync(path, { throwIfNoEntry: false })
  if (found !== undefined && !isOwn(found)) return false
  rmSync(path, { recursive: true, force: true })
  try {
    mkdirSync(path, { mode: ENTERED_ONLY })
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    throw error
  }
}

/**
 * Makes the directory again where it is gone: who tidies temporary files removes what has not been used for days. Rejects when
 * somebody else was quicker, who could put a socket of theirs into the place of one of ours.
 */
export async function keepSocketDirectory(path: string, { isEntered }: { readonly isEntered: boolean }): Promise<void> {
  await mkdir(path, { recursive: true, mode: isEntered ? ENTERED_ONLY : 0o700 })
  const found = await lstat(path)
  if (found.isDirectory() && isOwn(found)) return
  throw new Error(
    `${path}, where functions have their sockets, is another user's by now. Restart the edge: it takes another place.`,
  )
}

function isOwn({ uid }: Stats): boolean {
  return uid === (process.getuid?.() ?? uid)
}
