import { chown, mkdtemp, realpath, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

/** The system user that function hosts run as. */
export type HostUser = { readonly uid: number; readonly gid: number }

/** `nobody` by its usual number, when this process may become somebody else at all; else `null`, the own user. */
export function unprivilegedUser(): HostUser | null {
  return process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : null
}

/** Longest path of a unix socket, in bytes, on the strictest of our systems (macOS; Linux allows 107). */
const MAX_SOCKET_PATH_BYTES = 103
const SOCKET_NAME = 's'

/** The host's own place: its socket, and its HOME and TMPDIR. Only it and the edge can enter, and it goes with the host. */
export async function makeHostDirectory(options: {
  readonly under: string
  readonly user: HostUser | null
}): Promise<{ readonly path: string; readonly socketPath: string }> {
  const isShort = Buffer.byteLength(join(options.under, 'h-XXXXXX', SOCKET_NAME)) <= MAX_SOCKET_PATH_BYTES
  const path = await mkdtemp(join(isShort ? options.under : tmpdir(), 'h-'))
  if (options.user !== null) await chown(path, options.user.uid, options.user.gid)
  return { path, socketPath: join(path, SOCKET_NAME) }
}

/** Whether this user may read all of these files and enter all of these directories, as far as mode bits tell. */
export async function canReach(
  user: HostUser,
  wanted: { readonly files: readonly string[]; readonly directories: readonly string[] },
): Promise<boolean> {
  const files = await Promise.all(wanted.files.map((file) => realpath(file)))
  const directories = await Promise.all(wanted.directories.map((directory) => realpath(directory)))
  const entered = new Set([...directories, ...files.map((file) => dirname(file))].flatMap(upToRoot))
  const verdicts = await Promise.all([
    ...files.map((file) => allows(user, file, 'read')),
    ...[...entered].map((directory) => allows(user, directory, 'enter')),
  ])
  return verdicts.every((isAllowed) => isAllowed)
}

function upToRoot(directory: string): string[] {
  const above = dirname(directory)
  return above === directory ? [directory] : [directory, ...upToRoot(above)]
}

async function allows(user: HostUser, path: string, act: 'read' | 'enter'): Promise<boolean> {
  const { mode, uid, gid } = await stat(path)
  const bit = act === 'read' ? 4 : 1
  if (uid === user.uid) return (mode & (bit << 6)) !== 0
  return (mode & (gid === user.gid ? bit << 3 : bit)) !== 0
}

/**
 * All that a function finds in its environment: the variables of its project, over what its deployment gives it, over the few
 * things that programs expect anywhere. Nothing of the edge's own environment is in it.
 */
export function hostEnvironment(options: {
  readonly base: Readonly<Record<string, string>>
  readonly own: Readonly<Record<string, string>>
  readonly project?: Readonly<Record<string, string>>
  readonly home: string
}): NodeJS.ProcessEnv {
  return {
    PATH: '/usr/local/bin:/usr/bin:/bin',
    LANG: 'C.UTF-8',
    TZ: 'UTC',
    ...options.base,
    HOME: options.home,
    TMPDIR: options.home,
    ...options.own,
    ...options.project,
    NODE_ENV: 'production',
  }
}
