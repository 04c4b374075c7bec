import type { CronEnd, LiveCron } from '@/lib/adapters/postgres/cron-store'
import type { Engine } from '@/lib/engine/engine'
import { handleRequest } from '@/lib/engine/handle-request'
import type { EngineResponse } from '@/lib/engine/request'

/** Ours first; sites that look for the name of the reference find it too. */
const USER_AGENT = 'freshet-cron/1.0 (compatible; vercel-cron/1.0)'

/** Asks the site for a cron's path, as a visitor would, and reads the answer to its end. */
export async function askCron(
  engine: Engine,
  secretOf: (projectId: string) => Promise<string | undefined>,
  { projectId, host, path }: LiveCron,
): Promise<CronEnd> {
  try {
    const secret = await secretOf(projectId)
    const authorization = secret === undefined ? [] : ['authorization', `Bearer ${secret}`]
    const response = await handleRequest(engine, {
      method: 'GET',
      host,
      authority: host,
      target: path,
      rawHeaders: ['host', host, 'user-agent', USER_AGENT, ...authorization],
      protocol: 'https',
      clientIp: '127.0.0.1',
      body: null,
      cause: 'cron',
    })
    await readToEnd(response)
    const { status } = response
    if (status < 400) return { outcome: 'succeeded', status, message: null }
    return { outcome: 'failed', status, message: `The site answered ${status}.` }
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    return { outcome: 'failed', status: null, message: `The call broke off: ${why}` }
  }
}

async function readToEnd({ body }: EngineResponse): Promise<void> {
  if (body === null || body instanceof Uint8Array) return
  // Its bytes are for nobody; reading them lets the function finish.
  for await (const _ of body);
}
