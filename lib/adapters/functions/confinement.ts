import { chmod, chown, lstat, mkdir, mkdtemp, realpath, rename, stat } from 'node:fs/promises'
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
const HOME_NAME = 'home'

/** Where a host lives, in a directory that the edge alone can change. */
export type HostPlace = {
  readonly path: string
  /** Its HOME and TMPDIR, which only it and the edge can enter. */
  readonly home: string
  /** Where the host listens, in its home. */
  readonly listenPath: string
  /**
   * Where the edge has moved that socket to. In its home a function could put a link in its place, to a socket that the edge may
   * write to and the function may not.
   */
  readonly socketPath: string
  /** Where the host asks the edge. */
  readonly channelPath: string
}

/** Makes the place of one host. All of it goes with the host. */
export async function makeHostPlace(options: {
  readonly under: string
  /** Whom the host runs as; `null` is the edge's own user. */
  readonly user: HostUser | null
}): Promise<HostPlace> {
  const isShort = Buffer.byteLength(join(options.under, 'h-XXXXXX', HOME_NAME, SOCKET_NAME)) <= MAX_SOCKET_PATH_BYTES
  const path = await mkdtemp(join(isShort ? options.under : tmpdir(), 'h-'))
  const home = join(path, HOME_NAME)
  await mkdir(home, { mode: 0o700 })
  if (options.user !== null) {
    await chmod(path, 0o711)
    await chown(home, options.user.uid, options.user.gid)
  }
  const [listenPath, socketPath, channelPath] = [join(home, SOCKET_NAME), join(path, SOCKET_NAME), join(path, 'edge')]
  return { path, home, listenPath, socketPath, channelPath }
}

/** Moves the socket of a host that listens to where only the edge can change it. Rejects when it is not that host's. */
export async function takeSocket(place: HostPlace, user: HostUser | null): Promise<void> {
  await rename(place.listenPath, place.socketPath)
  const found = await lstat(place.socketPath)
  if (!found.isSocket() || found.uid !== (user?.uid ?? process.getuid?.() ?? found.uid)) {
    throw new Error('The host does not listen where it was told to.')
  }
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
