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
import { openChildPipe } from '@/lib/adapters/functions/message-pipe'
import {
  MAX_REASON_CHARACTERS,
  MAX_START_BYTES,
  type MessageToEdge,
  type MessageToHost,
  messageToHost,
  type StartMessage,
} from '@/lib/adapters/functions/protocol'
import { endStragglersNow } from '@/lib/adapters/functions/stragglers'

let started: StartMessage | undefined

const pipe = openChildPipe({
  limitBytes: MAX_START_BYTES,
  heard: ({ head }) => hear(messageToHost.parse(head)),
  ended: leave,
})

function hear(message: MessageToHost): void {
  switch (message.type) {
    case 'start':
      start(message).catch(giveUp)
      return
    case 'clock':
      shiftClock(message.offsetMs)
      return
    case 'ping':
      sendToEdge({ type: 'pong' })
  }
}

function sendToEdge(message: MessageToEdge, sent?: () => void): void {
  pipe.send(message, undefined, sent)
}

/**
 * Without its edge a host is of no use to anybody: it takes what it started, and its own traces, with it. Nothing may
 * keep it: not a directory that it cannot remove, nor a function that survives every error.
 */
function leave(): void {
  try {
    if (started !== undefined) {
      const home = dirname(started.socketPath)
      endStragglersNow(home)
      rmSync(home, { recursive: true, force: true })
      rmSync(started.place, { recursive: true, force: true })
    }
  } finally {
    process.kill(-process.pid, 'SIGKILL')
  }
}

async function start(message: StartMessage): Promise<void> {
  started = message
  if (message.clockOffsetMs !== 0) shiftClock(message.clockOffsetMs)
  provideRequestContext()
  resolveLocalhost()
  if (message.channel !== null) provideEdge(openEdgeChannel(message.channel))
  const listener = await loadFunction(message)
  serveCalls(listener, sendToEdge).listen(message.socketPath, () => sendToEdge({ type: 'ready' }))
}

function giveUp(cause: unknown): void {
  logError(cause)
  const message = (cause instanceof Error ? cause.message : String(cause)).slice(0, MAX_REASON_CHARACTERS)
  sendToEdge({ type: 'failed', message }, () => process.exit(1))
}
