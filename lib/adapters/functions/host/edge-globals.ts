import { AsyncLocalStorage } from 'node:async_hooks'
import { readFile } from 'node:fs/promises'
import { runInNewContext } from 'node:vm'
import * as z from 'zod/mini'

/** What edge code finds beside the language itself: the standards of the web that Node.js has. */
const OF_THE_WEB = [
  ...['AbortController', 'AbortSignal', 'DOMException', 'Event', 'EventTarget', 'CustomEvent', 'MessageEvent'],
  ...['Blob', 'File', 'FormData', 'Headers', 'Request', 'Response', 'WebSocket', 'CloseEvent', 'EventSource'],
  ...['URL', 'URLSearchParams', 'URLPattern', 'atob', 'btoa', 'structuredClone', 'queueMicrotask', 'performance'],
  ...['TextDecoder', 'TextDecoderStream', 'TextEncoder', 'TextEncoderStream', 'CompressionStream'],
  ...['DecompressionStream', 'ReadableStream', 'ReadableByteStreamController', 'ReadableStreamBYOBReader'],
  ...['ReadableStreamBYOBRequest', 'ReadableStreamDefaultController', 'ReadableStreamDefaultReader'],
  ...['TransformStream', 'TransformStreamDefaultController', 'WritableStream', 'WritableStreamDefaultController'],
  ...['WritableStreamDefaultWriter', 'ByteLengthQueuingStrategy', 'CountQueuingStrategy'],
  ...['crypto', 'Crypto', 'CryptoKey', 'SubtleCrypto', 'MessageChannel', 'MessagePort', 'BroadcastChannel', 'console'],
  ...['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'],
]

/**
 * What the `fetch` of Node.js itself looks for in the global object, so that it cannot be taken away. The reference has
 * `Buffer`, too.
 */
const OF_FETCH = ['Buffer', 'setImmediate', 'clearImmediate']

/** Leaves of the global object only what edge code may expect, and adds what it expects beyond Node.js. */
export function bareGlobals(options: {
  readonly environment: Readonly<Record<string, string>>
  /** Absolute paths of files, by the name that code fetches as `blob:<name>`. */
  readonly assets: ReadonlyMap<string, string>
}): void {
  const ofTheLanguage = z.array(z.string()).parse(runInNewContext('Object.getOwnPropertyNames(globalThis)'))
  const kept = new Set([...ofTheLanguage, ...OF_THE_WEB, ...OF_FETCH])
  const { fetch, Request } = globalThis
  for (const name of Object.getOwnPropertyNames(globalThis))
    if (!kept.has(name)) Reflect.deleteProperty(globalThis, name)
  const added = {
    AsyncLocalStorage,
    EdgeRuntime: 'edge-runtime',
    self: globalThis,
    process: { env: { ...options.environment } },
    fetch: fetchWithAssets(fetch, options.assets),
    Request: requestOfStreams(Request),
  }
  for (const [name, value] of Object.entries(added)) {
    Object.defineProperty(globalThis, name, { configurable: true, writable: true, enumerable: false, value })
  }
}

/**
 * Node.js wants to be told that a body that is a stream goes out before the answer comes. Edge code never says so, as
 * there it is the only way.
 */
function requestOfStreams(Request: typeof globalThis.Request): typeof Request {
  const Streaming = new Proxy(Request, {
    construct: (target, [resource, init, ...rest], newTarget) =>
      Reflect.construct(target, [resource, streaming(init), ...rest], newTarget),
  })
  Request.prototype.constructor = Streaming
  return Streaming
}

function streaming<Init extends { body?: unknown; duplex?: unknown } | undefined>(init: Init): Init {
  const isStream = init?.body instanceof ReadableStream && init.duplex === undefined
  return isStream ? Object.create(init, { duplex: { value: 'half' } }) : init
}

function fetchWithAssets(fetch: typeof globalThis.fetch, assets: ReadonlyMap<string, string>): typeof fetch {
  const { Request, Response } = globalThis
  return async (resource, init) => {
    const url = resource instanceof Request ? resource.url : String(resource)
    const path = url.startsWith('blob:') ? assets.get(url.slice('blob:'.length)) : undefined
    if (path === undefined) return fetch(resource, streaming(init))
    return new Response(new Uint8Array(await readFile(path)), {
      headers: { 'content-type': 'application/octet-stream' },
    })
  }
}
