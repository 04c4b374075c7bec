import { buffer } from 'node:stream/consumers'
import * as z from 'zod/mini'
import { isCallable, member } from '@/lib/adapters/functions/host/callable'
import type { Listener } from '@/lib/adapters/functions/host/load-function'

const header = z.union([z.string(), z.number(), z.boolean()])
const answerSchema = z.object({
  statusCode: z.optional(z.number()),
  headers: z.optional(z.record(z.string(), header)),
  multiValueHeaders: z.optional(z.record(z.string(), z.array(header))),
  body: z.optional(z.string()),
  isBase64Encoded: z.optional(z.boolean()),
  /** An older spelling of `isBase64Encoded`. */
  encoding: z.optional(z.string()),
})

/**
 * A listener for a handler of AWS Lambda behind API Gateway (payload version 1): `(event, context)` that returns its
 * answer or a promise of it, or calls back. Throws when the module has no such export.
 */
export function awsListener(exported: unknown, exportName: string): Listener {
  const handler = member(exported, exportName)
  if (!isCallable(handler)) throw new Error(`The module has no function "${exportName}", which awsLambdaHandler names.`)
  return async (req, res) => {
    const { pathname, searchParams } = new URL(req.url ?? '/', 'http://localhost')
    const event = {
      resource: '/{proxy+}',
      path: pathname,
      httpMethod: req.method,
      headers: joined(req.headersDistinct),
      multiValueHeaders: req.headersDistinct,
      queryStringParameters: Object.fromEntries(searchParams),
      multiValueQueryStringParameters: groupOf(searchParams),
      body: (await buffer(req)).toString('base64'),
      isBase64Encoded: true,
    }
    const answered = Promise.withResolvers<unknown>()
    const callBack = (cause: unknown, value: unknown) => (cause ? answered.reject(cause) : answered.resolve(value))
    const returned = handler(event, { callbackWaitsForEmptyEventLoop: false }, callBack)
    if (returned instanceof Promise) answered.resolve(returned)
    const { statusCode, headers, multiValueHeaders, body, ...answer } = answerSchema.parse(await answered.promise)
    for (const [name, value] of Object.entries(headers ?? {})) res.setHeader(name, String(value))
    for (const [name, values] of Object.entries(multiValueHeaders ?? {})) res.setHeader(name, values.map(String))
    const isEncoded = answer.isBase64Encoded === true || answer.encoding === 'base64'
    res.statusCode = statusCode ?? 200
    res.end(Buffer.from(body ?? '', isEncoded ? 'base64' : 'utf8'))
  }
}

function joined(headers: NodeJS.Dict<string[]>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, values]) => [name, (values ?? []).join(', ')]))
}

function groupOf(query: URLSearchParams): Record<string, string[]> {
  return Object.fromEntries([...new Set(query.keys())].map((name) => [name, query.getAll(name)]))
}
