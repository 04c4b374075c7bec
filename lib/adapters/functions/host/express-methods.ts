import type { IncomingMessage, ServerResponse } from 'node:http'
import { parse as parseForm } from 'node:querystring'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'

/** The visitor's fault, to be answered with 400. */
export class BadRequestError extends Error {}

/**
 * Adds what `shouldAddHelpers` promises: `req.query`, `req.cookies`, `req.body`, and `res.status`, `json`, `send` and
 * `redirect`. Waits for the whole body, because `req.body` is read without waiting.
 */
export async function addExpressMethods(req: IncomingMessage, res: ServerResponse): Promise<void> {
  const contentType = req.headers['content-type']
  const bytes = contentType === undefined ? Buffer.alloc(0) : await buffer(req)
  if (contentType !== undefined) replay(req, bytes)
  defineLazily(req, 'query', () => parseQuery(req.url ?? '/'))
  defineLazily(req, 'cookies', () => parseCookies(req.headers.cookie ?? ''))
  defineLazily(req, 'body', () => parseBody(bytes, contentType ?? 'text/plain'))
  Object.assign(res, {
    status: (statusCode: number) => Object.assign(res, { statusCode }),
    json: (body: unknown) => sendJson(req, res, body),
    send: (body: unknown) => send(req, res, body),
    redirect: (...values: readonly unknown[]) => redirect(res, values),
  })
}

/** A function that reads the stream although `req.body` was read for it gets the same bytes again. */
function replay(req: IncomingMessage, bytes: Buffer): void {
  const again = Readable.from(bytes.length === 0 ? [] : [bytes], { objectMode: false })
  const own = { on: req.on.bind(req), once: req.once.bind(req) }
  const isOfBody = (event: string | symbol) => event === 'data' || event === 'end' || event === 'readable'
  const on: typeof own.on = (event, listener) => {
    if (isOfBody(event)) again.on(event, listener)
    else own.on(event, listener)
    return req
  }
  const once: typeof own.once = (event, listener) => {
    if (isOfBody(event)) again.once(event, listener)
    else own.once(event, listener)
    return req
  }
  Object.assign(req, {
    on,
    addListener: on,
    once,
    read: again.read.bind(again),
    pipe: again.pipe.bind(again),
    [Symbol.asyncIterator]: () => again[Symbol.asyncIterator](),
  })
}

function defineLazily(req: IncomingMessage, name: string, read: () => unknown): void {
  const settle = (value: unknown) =>
    Object.defineProperty(req, name, { configurable: true, enumerable: true, writable: true, value })
  Object.defineProperty(req, name, {
    configurable: true,
    enumerable: true,
    get: () => {
      const value = read()
      settle(value)
      return value
    },
    set: settle,
  })
}

function parseQuery(url: string): Record<string, string | string[]> {
  const query: Record<string, string | string[]> = {}
  const { searchParams } = new URL(url, 'http://localhost')
  for (const name of new Set(searchParams.keys())) {
    const values = searchParams.getAll(name)
    query[name] = values.length === 1 ? (values[0] ?? '') : values
  }
  return query
}

function parseCookies(header: string): Record<string, string> {
  const cookies: Record<string, string> = {}
  for (const pair of header.split(';')) {
    const equals = pair.indexOf('=')
    const name = pair.slice(0, Math.max(equals, 0)).trim()
    if (name !== '' && !Object.hasOwn(cookies, name)) cookies[name] = decodeCookie(pair.slice(equals + 1).trim())
  }
  return cookies
}

function decodeCookie(value: string): string {
  const unquoted = value.startsWith('"') && value.endsWith('"') && value.length > 1 ? value.slice(1, -1) : value
  try {
    return decodeURIComponent(unquoted)
  } catch {
    return unquoted
  }
}

function parseBody(bytes: Buffer, contentType: string): unknown {
  switch (contentType.split(';')[0]?.trim().toLowerCase()) {
    case 'application/json':
      return parseJson(bytes.toString())
    case 'application/octet-stream':
      return bytes
    case 'application/x-www-form-urlencoded':
      return { ...parseForm(bytes.toString()) }
    case 'text/plain':
      return bytes.toString()
    default:
      return undefined
  }
}

function parseJson(text: string): unknown {
  try {
    return text === '' ? {} : JSON.parse(text)
  } catch (cause) {
    throw new BadRequestError('Invalid JSON', { cause })
  }
}

function sendJson(req: IncomingMessage, res: ServerResponse, body: unknown): ServerResponse {
  if (!res.hasHeader('content-type')) res.setHeader('content-type', 'application/json; charset=utf-8')
  return send(req, res, JSON.stringify(body))
}

function send(req: IncomingMessage, res: ServerResponse, body: unknown): ServerResponse {
  if (Buffer.isBuffer(body)) {
    if (!res.hasHeader('content-type')) res.setHeader('content-type', 'application/octet-stream')
    return finish(req, res, body)
  }
  if (typeof body === 'string') {
    const type = res.getHeader('content-type') ?? 'text/html'
    const isPlain = typeof type === 'string' && !/;\s*charset=/i.test(type)
    res.setHeader('content-type', isPlain ? `${type}; charset=utf-8` : type)
    return finish(req, res, Buffer.from(body))
  }
  if (body === null || body === undefined) return finish(req, res, Buffer.alloc(0))
  return sendJson(req, res, body)
}

function finish(req: IncomingMessage, res: ServerResponse, body: Buffer): ServerResponse {
  if (res.statusCode === 204 || res.statusCode === 304) {
    res.removeHeader('content-type')
    return res.end()
  }
  res.setHeader('content-length', body.length)
  return req.method === 'HEAD' ? res.end() : res.end(body)
}

function redirect(res: ServerResponse, values: readonly unknown[]): ServerResponse {
  const [statusCode, location] = values.length === 1 ? [307, values[0]] : values
  if (typeof statusCode !== 'number' || typeof location !== 'string') {
    throw new Error("Call res.redirect('/destination') or res.redirect(307, '/destination').")
  }
  return res.writeHead(statusCode, { location }).end()
}
