import { once } from 'node:events'
import { createServer } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { freePort, holdPorts } from '@/lib/launcher/ports'

async function takenPort() {
  const port = await freePort()
  const holder = createServer().listen(port, '127.0.0.1')
  await once(holder, 'listening')
  onTestFinished(() => void holder.close())
  return { port, holder }
}

const edgeAt = (port: number) => ({ variable: 'EDGE_PORT', host: '127.0.0.1', port })

/** Holds these until the test is over. */
async function hold(...[listeners, patienceMs]: Parameters<typeof holdPorts>) {
  const release = await holdPorts(listeners, patienceMs)
  onTestFinished(release)
  return release
}

test('free ports, and any free port, are to be had', async () => {
  await hold([edgeAt(await freePort()), { variable: 'PORT', host: '127.0.0.1', port: 0 }], 0)
})

test('of two that want a port at once the second is told, until the first lets it go', async () => {
  const port = await freePort()
  const release = await hold([edgeAt(port)], 0)
  await expect(hold([edgeAt(port)], 0)).rejects.toThrow(`Port ${port} on 127.0.0.1 is taken`)
  await release()
  await hold([edgeAt(port)], 0)
})

test('who does not get all ports holds none', async () => {
  const { port } = await takenPort()
  const other = await freePort()
  const listeners = [{ variable: 'PORT', host: '127.0.0.1', port: other }, edgeAt(port)]
  await expect(hold(listeners, 0)).rejects.toThrow(`Port ${port}`)
  await hold([edgeAt(other)], 0)
})

test('a taken port is named with its variable and a remedy', async () => {
  const { port } = await takenPort()
  await expect(hold([edgeAt(port)], 0)).rejects.toThrow(
    `Port ${port} on 127.0.0.1 is taken. Set EDGE_PORT to another port`,
  )
})

test('the remedy for a taken port keeps the other ports that were chosen', async () => {
  const { port } = await takenPort()
  const other = await freePort()
  const listeners = [
    edgeAt(port),
    { variable: 'PORT', host: '127.0.0.1', port: other },
    { variable: 'CONTROL_PORT', host: '127.0.0.1', port: 0 },
  ]
  await expect(hold(listeners, 0)).rejects.toThrow(`example: EDGE_PORT=${port + 1000} PORT=${other} npm start`)
})

test('a port that whoever holds it gives up within our patience is to be had', async () => {
  const { port, holder } = await takenPort()
  const checked = hold([edgeAt(port)], 10_000)
  holder.close()
  await checked
})

test('one port for two listeners is refused, naming both variables', async () => {
  const port = await freePort()
  await expect(hold([edgeAt(port), { variable: 'PORT', host: '0.0.0.0', port }], 0)).rejects.toThrow(
    /EDGE_PORT and PORT are both/,
  )
})

test('an address that this machine does not have is named', async () => {
  const listener = { variable: 'EDGE_PORT', host: '192.0.2.1', port: await freePort() }
  await expect(hold([listener], 0)).rejects.toThrow('does not have the address 192.0.2.1')
})
