/** Aborts when this process is told to stop, by a terminal or by whoever runs it. */
export function stopSignal(): AbortSignal {
  const controller = new AbortController()
  for (const name of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(name, () => controller.abort())
  return controller.signal
}
