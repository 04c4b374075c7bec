import { rmSync } from 'node:fs'
import { dirname } from 'node:path'
import process from 'node:process'
import { openEdgeChannel } from '@/lib/adapters/functions/host/edge-channel'
import { loadFunction } from '@/lib/adapters/functions/host/load-function'
import { logError } from '@/lib/adapters/functions/host/log-error'
import { provideEdge } from '@/lib/adapters/functions/host/provide-edge'
import { provideRequestContext } from '@/lib/adapters/functions/host/request-context'
import { resolveLocalhost } from '@/lib/adapters/functions/host/resolve-localhost'
import { serveCalls } from '@/lib/adapters/functions/host/serve-calls'
import { shiftClock } from '@/lib/adapters/functions/host/shift-clock'
import { type MessageToEdge, messageToHost, type StartMessage } from '@/lib/adapters/functions/protocol'
import { endStragglersNow } from '@/lib/adapters/functions/stragglers'

const tellEdge = takeChannel()
let socketPath: string | undefined

process.on('message', (received: unknown) => {
  const { data: message } = messageToHost.safeParse(received)
  switch (message?.type) {
    case 'start':
      start(message).catch(giveUp)
      return
    case 'clock':
      shiftClock(message.offsetMs)
      return
    case 'ping':
      tellEdge({ type: 'pong' })
  }
})

// Without its edge a host is of no use to anybody: it takes what it started, and its own traces, with it. Nothing may
// keep it: not a directory that it cannot remove, nor a function that survives every error.
process.once('disconnect', () => {
  try {
    if (socketPath !== undefined) endStragglersNow(dirname(socketPath))
    if (socketPath !== undefined) rmSync(dirname(socketPath), { recursive: true, force: true })
  } finally {
    process.kill(-process.pid, 'SIGKILL')
  }
})

async function start(message: StartMessage): Promise<void> {
  socketPath = message.socketPath
  if (message.clockOffsetMs !== 0) shiftClock(message.clockOffsetMs)
  provideRequestContext()
  resolveLocalhost()
  if (message.channel !== null) provideEdge(openEdgeChannel(message.channel))
  const listener = await loadFunction(message)
  serveCalls(listener, tellEdge).listen(message.socketPath, () => tellEdge({ type: 'ready' }))
}

function giveUp(cause: unknown): void {
  logError(cause)
  tellEdge({ type: 'failed', message: cause instanceof Error ? cause.message : String(cause) }, () => process.exit(1))
}

/** The channel is ours: a function that asks for it finds what it would find in a process that nobody forked. */
function takeChannel(): (message: MessageToEdge, sent?: () => void) => void {
  const send = process.send?.bind(process)
  if (send === undefined) throw new Error('The function host is started by the edge, with an IPC channel.')
  // `disconnect` stays: node itself calls it when the edge is gone.
  Object.assign(process, { send: undefined })
  return (message, sent) => {
    // An edge that is gone is noticed by `disconnect`, so a message that cannot be sent is no event of its own.
    send(message, undefined, undefined, () => sent?.())
  }
}
