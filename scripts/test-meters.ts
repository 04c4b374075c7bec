import { runTool } from './steps.ts'

const REQUESTS = 200_000

/** Drives a known mix of requests through a real edge, 200,000 unless told otherwise, and compares every meter with the access log. */
export async function main([requests = String(REQUESTS)]: readonly string[] = []): Promise<number> {
  if (!/^[1-9]\d*$/.test(requests)) throw new Error('How many requests? For instance: npm run test:meters -- 50000')
  await runTool('vitest', ['run', '--project', 'integration', 'lib/edge/metering/meter-mix.pg.test.ts'], {
    env: { METER_REQUESTS: requests },
  })
  return 0
}
