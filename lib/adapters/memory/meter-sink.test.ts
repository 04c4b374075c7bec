import { createMemoryMeterSink } from '@/lib/adapters/memory/meter-sink'
import { testMeterSink } from '@/lib/engine/contract-tests/meter-sink'

testMeterSink('memory', async () => {
  const sink = createMemoryMeterSink()
  const read = async () => ({
    minutes: sink.minutes.map(({ domain, hit = 0, miss = 0, bytesOut = 0 }) => ({ domain, hit, miss, bytesOut })),
    invocations: sink.invocations.map(({ cause, invocations = 0, failures = 0, durationMs = 0 }) => ({
      cause,
      invocations,
      failures,
      durationMs,
    })),
    paths: sink.paths.map(({ path, hit = 0, lastStatus, lastReason = null }) => ({
      path,
      hit,
      lastStatus,
      lastReason,
    })),
    reasons: sink.reasons.map(({ status, reason, requests = 0 }) => ({ status, reason, requests })),
    losses: sink.losses.map(({ reason, n, requests }) => ({ reason, n, requests })),
  })
  return { sink, read }
})
