import { once } from 'node:events'
import { createServer, type Server } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'

/** A place to listen, and the variable that an operator moves it with. */
export type Listener = { readonly variable: string; readonly host: string; readonly port: number }

/**
 * Rejects unless all of these can be listened on within `patienceMs`, naming the port and its variable. Port 0 is always
 * free.
 */
export async function checkPorts(listeners: readonly Listener[], patienceMs: number): Promise<void> {
  const taken = new Map<number, string>()
  for (const { variable, port } of listeners) {
    const other = port === 0 ? undefined : taken.get(port)
    if (other) throw new Error(`${other} and ${variable} are both ${port}: set one of them to another port.`)
    taken.set(port, variable)
  }
  await Promise.all(listeners.map((listener) => checkPort(listener, { among: listeners, patienceMs })))
}

async function checkPort(
  listener: Listener,
  { among, patienceMs }: { readonly among: readonly Listener[]; readonly patienceMs: number },
): Promise<void> {
  const deadlineMs = performance.now() + patienceMs
  for (;;) {
    const code = await tryPort(listener)
    if (code === undefined) return
    if (code !== 'EADDRINUSE' || performance.now() > deadlineMs) throw new Error(explain(listener, among, code))
    await delay(100)
  }
}

function explain({ variable, host, port }: Listener, among: readonly Listener[], code: string): string {
  // The other ports, too: a command without them would move those back to where they are by default.
  const ports = new Map(among.filter((other) => other.port !== 0).map((other) => [other.variable, other.port]))
  const command = [...ports.set(variable, port + 1000)].map(([name, value]) => `${name}=${value}`).join(' ')
  const remedy = `Set ${variable} to another port, for example: ${command} npm start`
  if (code === 'EADDRINUSE') return `Port ${port} on ${host} is taken. ${remedy}`
  if (code === 'EACCES') return `Port ${port} on ${host} is not allowed to this user. ${remedy}`
  if (code === 'EADDRNOTAVAIL')
    return `This machine does not have the address ${host} that port ${port} (${variable}) is to listen on.`
  return `Port ${port} on ${host} (${variable}) cannot be listened on: ${code}.`
}

/** `undefined` when the port is free, else the error's code. */
async function tryPort({ host, port }: Listener): Promise<string | undefined> {
  try {
    await close(await listen(host, port))
    return undefined
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
  const server = createServer().listen(port, host)
  await once(server, 'listening')
  return server
}

async function close(server: Server): Promise<void> {
  server.close()
  await once(server, 'close')
}
