import { request } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'

/** One answer of a site, as a visitor gets it. */
export type Answer = {
  readonly status: number
  /** By lower-case name, one value for each line received. */
  readonly headers: Readonly<Record<string, readonly string[] | undefined>>
  readonly body: string
  /** `x-vercel-cache`: what the cache did; empty when it had no part. */
  readonly cache: string
  /** Names the render that made the page; empty for an answer without one. */
  readonly renderId: string
}

/** A deployed site, reached by its host name without a look-up. */
export type Site = {
  readonly get: (path: string, headers?: Readonly<Record<string, string>>) => Promise<Answer>
  /** Asks again until the answer is as wanted; rejects with the last one after five seconds. */
  readonly until: (path: string, wanted: (answer: Answer) => boolean) => Promise<Answer>
}

/** The site that an edge on this machine serves for `host`. */
export function openSite(edgePort: number, host: string): Site {
  const get = (path: string, headers: Readonly<Record<string, string>> = {}) => fetchOnce(edgePort, host, path, headers)
  const until = async (path: string, wanted: (answer: Answer) => boolean) => {
    const deadline = performance.now() + 5_000
    for (;;) {
      const answer = await get(path)
      if (wanted(answer)) return answer
      if (performance.now() > deadline) throw new Error(`${path} stays ${describe(answer)}`)
      await pause(20)
    }
  }
  return { get, until }
}

/** An answer in a few words, for a message of failure. */
export function describe({ status, cache, renderId }: Answer): string {
  return `${status} ${cache || 'without cache status'}${renderId === '' ? '' : ` of render ${renderId}`}`
}

async function fetchOnce(
  port: number,
  host: string,
  path: string,
  headers: Readonly<Record<string, string>>,
): Promise<Answer> {
  const answered = Promise.withResolvers<Answer>()
  const call = request(
    { host: '127.0.0.1', port, path, headers: { ...headers, host: `${host}:${port}` }, agent: false, timeout: 20_000 },
    (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('error', answered.reject)
      response.on('end', () => {
        const body = Buffer.concat(chunks).toString()
        answered.resolve({
          status: response.statusCode ?? 0,
          headers: response.headersDistinct,
          body,
          cache: String(response.headers['x-vercel-cache'] ?? ''),
          renderId: /data-render="([^"]+)"/.exec(body)?.[1] ?? '',
        })
      })
    },
  )
  call.on('timeout', () => call.destroy(new Error(`${path} did not answer in 20 s`)))
  call.on('error', answered.reject)
  call.end()
  return answered.promise
}
