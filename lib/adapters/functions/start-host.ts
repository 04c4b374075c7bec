import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { ChannelServer } from '@/lib/adapters/functions/channel-server'
import { canReach, type HostUser, hostEnvironment, makeHostPlace } from '@/lib/adapters/functions/confinement'
import { FunctionHost, type HostOptions } from '@/lib/adapters/functions/function-host'
import { keepSocketDirectory } from '@/lib/adapters/functions/socket-directory'
import { workingDirectory } from '@/lib/adapters/functions/working-directory'

/** Builds leave out the `package.json` that would tell the format of their modules; that is no fault of theirs. */
const QUIET = ['--disable-warning=MODULE_TYPELESS_PACKAGE_JSON']

/** Starts a host. Rejects when there is no process to start or no place for its socket; `started` tells how it went on. */
export async function startHost(options: HostOptions): Promise<FunctionHost> {
  await keepSocketDirectory(options.socketDirectory, { isEntered: options.user !== null })
  const { runtime } = options.function
  const module = join(options.directory, runtime.kind === 'edge' ? runtime.entrypoint : runtime.handler)
  const needed = [process.execPath, options.hostScript, module]
  const reached = { files: needed, directories: [options.socketDirectory, options.directory] }
  const user = options.user !== null && (await canReach(options.user, reached)) ? options.user : null
  const place = await makeHostPlace({ under: options.socketDirectory, user })
  const channel =
    options.answer === null ? null : new ChannelServer({ answer: options.answer, path: place.channelPath })
  try {
    await channel?.listen()
    const child = await spawnHost(options, { home: place.home, user })
    return new FunctionHost({ options, child, place, user, channel })
  } catch (cause) {
    channel?.close()
    await rm(place.path, { recursive: true, force: true })
    throw cause
  }
}

/** Rejects where the system has nothing left to start a process with: no descriptor, no memory. */
async function spawnHost(
  options: HostOptions,
  { home, user }: { readonly home: string; readonly user: HostUser | null },
): Promise<ChildProcess> {
  const flags = [`--max-old-space-size=${options.function.memoryMb}`, ...QUIET]
  const child = spawn(process.execPath, [...flags, options.hostScript], {
    cwd: await workingDirectory({ bundle: options.directory, place: home, user }),
    env: hostEnvironment({
      base: options.baseEnvironment,
      own: options.function.environment,
      project: options.variables,
      home,
    }),
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    // A process group of its own, so that whatever the function starts ends with it.
    detached: true,
    ...user,
  })
  // Node tells why by an event that comes later, and gives such a process no pipes that could be listened to.
  if (child.pid === undefined) throw (await once(child, 'error'))[0]
  return child
}
