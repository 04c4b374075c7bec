// Asks edges for pages at a fixed rate until it is told to stop, and then tells how it went. A process of its own, so that
// whoever measures is not kept waiting by it.
import autocannon from 'autocannon'

const { ports, host, paths, perSecond, seconds } = JSON.parse(process.argv[2] ?? '')

const runs = ports.map((port) =>
  autocannon({
    url: `http://127.0.0.1:${port}`,
    connections: 4,
    duration: seconds,
    overallRate: perSecond,
    headers: { host },
    requests: paths.map((path) => ({ path })),
  }),
)
process.once('SIGTERM', () => {
  for (const run of runs) run.stop()
})
process.once('disconnect', () => process.exit(1))
process.send({ type: 'ready' })
const results = await Promise.all(runs)
process.send(
  results.map(({ requests, errors, non2xx, duration, latency }) => ({
    perSecond: requests.total / duration,
    p99Ms: latency.p99,
    failures: errors + non2xx,
  })),
)
process.disconnect()
