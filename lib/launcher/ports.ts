import { once } from 'node:events'
import { createServer, Server } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'

/** A place to listen, and the variable that an operator moves it with. */
export type Listener = { readonly variable: string; readonly host: string; readonly port: number }

/**
 * Listens on all of these until the result is called, so that who starts meanwhile is told at once that they are taken. Rejects
 * unless all of them can be listened on within `patienceMs`, naming the port and its variable. Port 0 is always free.
 */
export async function holdPorts(listeners: readonly Listener[], patienceMs: number): Promise<() => Promise<void>> {
  const taken = new Map<number, string>()
  for (const { variable, port } of listeners) {
    const other = port === 0 ? undefined : taken.get(port)
    if (other) throw new Error(`${other} and ${variable} are both ${port}: set one of them to another port.`)
    taken.set(port, variable)
  }
  const wanted = listeners.filter(({ port }) => port !== 0)
  const tries = await Promise.allSettled(wanted.map((one) => holdPort(one, { among: listeners, patienceMs })))
  const release = async () => {
    await Promise.all(tries.map(async (tried) => tried.status === 'fulfilled' && (await close(tried.value))))
  }
  const failed = tries.find((tried) => tried.status === 'rejected')
  if (failed === undefined) return release
  await release()
  throw failed.reason
}

async function holdPort(
  listener: Listener,
  { among, patienceMs }: { readonly among: readonly Listener[]; readonly patienceMs: number },
): Promise<Server> {
  const deadlineMs = performance.now() + patienceMs
  for (;;) {
    const tried = await tryPort(listener)
    if (tried instanceof Server) return tried
    if (tried !== 'EADDRINUSE' || performance.now() > deadlineMs) throw new Error(explain(listener, among, tried))
    await delay(100)
  }
}

function explain({ variable, host, port }: Listener, among: readonly Listener[], code: string): string {
  // The other ports, too: a command without them would move those back to where they are by default.
  const ports = new Map(among.filter((other) => other.port !== 0).map((other) => [other.variable, other.port]))
  const another = port + 1000 <= 65_535 ? port + 1000 : port - 1000
  const command = [...ports.set(variable, another)].map(([name, value]) => `${name}=${value}`).join(' ')
  const remedy = `Set ${variable} to another port, for example: ${command} npm start`
  if (code === 'EADDRINUSE') return `Port ${port} on ${host} is taken. ${remedy}`
  if (code === 'EACCES') return `Port ${port} on ${host} is not allowed to this user. ${remedy}`
  if (code === 'EADDRNOTAVAIL')
    return `This machine does not have the address ${host} that port ${port} (${variable}) is to listen on.`
  return `Port ${port} on ${host} (${variable}) cannot be listened on: ${code}.`
}

/** The error's code where the port is not free. */
async function tryPort({ host, port }: Listener): Promise<Server | string> {
  try {
    return await listen(host, port)
  } catch (error) {
    if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code
    throw error
  }
}

/** A TCP port on the loopback that nobody listened on a moment ago. */
export async function freePort(): Promise<number> {
  const server = await listen('127.0.0.1', 0)
  const address = server.address()
  await close(server)
  if (address === null || typeof address === 'string') throw new Error('No TCP port is free on 127.0.0.1.')
  return address.port
}

async function listen(host: string, port: number): Promise<Server> {
  const server = createServer((socket) => socket.destroy()).listen(port, host)
  await once(server, 'listening')
  return server
}

async function close(server: Server): Promise<void> {
  server.close()
  await once(server, 'close')
}
