import { monitorEventLoopDelay } from 'node:perf_hooks'

const RESOLUTION_MS = 20

/** How long this process was kept from its work, at the most, lately. */
export type EventLoopDelay = {
  /** Of the time since the `roll` before the last one, in milliseconds. */
  maxMs(): number
  /** Begins a new stretch of time. */
  roll(): void
  stop(): void
}

/** Measures by how much the event loop is late, from now on. */
export function watchEventLoopDelay(): EventLoopDelay {
  const histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
  histogram.enable()
  let beforeMs = 0
  // What is recorded is the time between two ticks, which come every 20 ms when nothing is in their way.
  const maxMs = () => Math.max(0, Math.round(histogram.max / 1e6 - RESOLUTION_MS))
  return {
    maxMs: () => Math.max(beforeMs, maxMs()),
    roll() {
      beforeMs = maxMs()
      histogram.reset()
    },
    stop: () => void histogram.disable(),
  }
}
