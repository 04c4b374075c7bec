import { type IncomingMessage, request } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'

/** A framework's first render takes as long as its server needs to start: ten seconds on a busy machine. */
const WAIT_MS = 30_000

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
  readonly tookMs: number
}

/** An answer that is read while it is made. */
export type Stream = {
  /** Reads on until `words` were sent; gives all that was. Rejects when the answer ends without them, or after 20 seconds. */
  readonly until: (words: string) => Promise<string>
}

type Headers = Readonly<Record<string, string>>

/** A deployed site, reached by its host name without a look-up. */
export type Site = {
  /** Where a browser on this machine finds a path. */
  readonly url: (path: string) => string
  readonly get: (path: string, headers?: Headers) => Promise<Answer>
  readonly post: (path: string, headers?: Headers, body?: string) => Promise<Answer>
  /** Resolves when the head of the answer is there. */
  readonly open: (path: string) => Promise<Stream>
  /** Asks again until the answer is as wanted; rejects with the last one after half a minute. */
  readonly until: (path: string, wanted: (answer: Answer) => boolean, headers?: Headers) => Promise<Answer>
}

/** The site that an edge on this machine serves for `host`. */
export function openSite(edgePort: number, host: string): Site {
  const ask = (method: string, path: string, headers: Headers = {}, body = '') =>
    send(
      { host: '127.0.0.1', port: edgePort, method, path, headers: { ...headers, host: `${host}:${edgePort}` } },
      body,
    )
  const read = async (method: string, path: string, headers?: Headers, sent?: string): Promise<Answer> => {
    const beganAtMs = performance.now()
    const response = await ask(method, path, headers, sent)
    const body = (await Array.fromAsync(response.setEncoding('utf8'))).join('')
    return {
      status: response.statusCode ?? 0,
      headers: response.headersDistinct,
      body,
      cache: String(response.headers['x-vercel-cache'] ?? ''),
      renderId: /data-render="([^"]+)"/.exec(body)?.[1] ?? '',
      tookMs: performance.now() - beganAtMs,
    }
  }
  const until: Site['until'] = async (path, wanted, headers) => {
    const deadline = performance.now() + WAIT_MS
    for (;;) {
      const answer = await read('GET', path, headers)
      if (wanted(answer)) return answer
      if (performance.now() > deadline) throw new Error(`${path} stays ${describe(answer)}`)
      await pause(20)
    }
  }
  return {
    url: (path) => `http://${host}:${edgePort}${path}`,
    get: (path, headers) => read('GET', path, headers),
    post: (path, headers, body) => read('POST', path, headers, body),
    open: async (path) => readAlong(await ask('GET', path), path),
    until,
  }
}

/** An answer in a few words, for a message of failure. */
export function describe({ status, cache, renderId }: Pick<Answer, 'status' | 'cache' | 'renderId'>): string {
  return `${status} ${cache || 'without cache status'}${renderId === '' ? '' : ` of render ${renderId}`}`
}

function readAlong(response: IncomingMessage, path: string): Stream {
  const chunks: AsyncIterator<string> = response.setEncoding('utf8')[Symbol.asyncIterator]()
  let sent = ''
  return {
    until: async (words) => {
      while (!sent.includes(words)) {
        const chunk = await chunks.next()
        if (chunk.done === true) throw new Error(`${path} ended without "${words}": ${sent}`)
        sent += chunk.value
      }
      return sent
    },
  }
}

function send(options: { host: string; port: number; method: string; path: string; headers: Headers }, body: string) {
  const answered = Promise.withResolvers<IncomingMessage>()
  const call = request({ ...options, agent: false, timeout: 20_000 }, answered.resolve)
  call.on('timeout', () => call.destroy(new Error(`${options.path} did not answer in 20 s`)))
  call.on('error', answered.reject)
  call.end(body)
  return answered.promise
}
