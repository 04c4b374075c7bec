const DRAIN_MS = 9_000

/**
 * Ends this process in order when it is told to (SIGTERM, SIGINT) or when the launcher that started it is gone (its IPC
 * channel closes): `drain` once, then exit 0. A drain that fails, or takes longer than 9 s, exits 1.
 */
export function drainOnShutdown(drain: () => Promise<void>): void {
  let isDraining = false
  const shutDown = () => {
    if (isDraining) return
    isDraining = true
    setTimeout(() => process.exit(1), DRAIN_MS).unref()
    drain().then(
      () => process.exit(0),
      (error: unknown) => {
        process.stderr.write(`shutdown: ${error instanceof Error ? error.stack : String(error)}\n`)
        process.exit(1)
      },
    )
  }
  for (const event of ['SIGTERM', 'SIGINT', 'disconnect']) process.on(event, shutDown)
}
