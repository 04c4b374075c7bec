import { z } from 'zod'
import { apiError } from '@/lib/contract/api-error'
import type { Endpoint } from '@/lib/contract/endpoint'
import { endpoints } from '@/lib/contract/endpoints'

/** The API as an OpenAPI 3.1 document, made from the same schemas that parse its requests. */
export function openApiDocument(): Readonly<Record<string, unknown>> {
  const paths: Record<string, Record<string, unknown>> = {}
  for (const [operationId, endpoint] of Object.entries(endpoints)) {
    const methods = paths[endpoint.path] ?? {}
    methods[endpoint.method.toLowerCase()] = describe(operationId, endpoint)
    paths[endpoint.path] = methods
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Freshet',
      version: '1',
      description: 'Deploy, watch, purge and roll back sites that are served with Incremental Static Regeneration.',
    },
    components: {
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', description: '`npx freshet token create --name me` makes one.' },
        session: { type: 'apiKey', in: 'cookie', name: 'freshet_session' },
      },
      schemas: { Error: schemaOf(apiError, 'output') },
    },
    paths,
  }
}

function describe(operationId: string, endpoint: Endpoint): unknown {
  const { summary, scope, output, answer } = endpoint
  const schema = schemaOf(output, 'output')
  const refusal = { description: 'A refusal.', content: jsonOf({ $ref: '#/components/schemas/Error' }) }
  return {
    operationId,
    summary,
    ...(scope === 'public' || scope === 'session' ? {} : { description: `Needs the scope \`${scope}\`.` }),
    security: securityOf(endpoint),
    ...inputOf(endpoint),
    responses: {
      200: {
        description: 'Done.',
        content: answer === 'events' ? { 'text/event-stream': { schema } } : jsonOf(schema),
      },
      default: refusal,
    },
  }
}

function securityOf({ scope }: Endpoint): unknown[] {
  if (scope === 'public') return []
  return scope === 'session' ? [{ session: [] }] : [{ token: [] }, { session: [] }]
}

const objectSchema = z.looseObject({
  properties: z.record(z.string(), z.unknown()).default({}),
  required: z.array(z.string()).default([]),
})

/** Fields named in the path, then the rest as query or as JSON body: the same parting as `requestFor` makes. */
function inputOf({ method, path, input, body }: Endpoint): object {
  const { properties, required, ...schema } = objectSchema.parse(schemaOf(input, 'input'))
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '')
  const rest = Object.keys(properties).filter((name) => !inPath.includes(name))
  const isJson = (method === 'POST' || method === 'PUT') && body !== 'bytes'
  const parameter = (name: string, place: 'path' | 'query') => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    schema: properties[name],
  })
  const parameters = [
    ...inPath.map((name) => parameter(name, 'path')),
    ...(isJson ? [] : rest.map((name) => parameter(name, 'query'))),
  ]
  const bytes = { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } }
  const json = {
    ...schema,
    properties: Object.fromEntries(rest.map((name) => [name, properties[name]])),
    required: required.filter((name) => rest.includes(name)),
  }
  return {
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(body === 'bytes' ? { requestBody: { required: true, content: bytes } } : {}),
    ...(isJson && rest.length > 0 ? { requestBody: { required: true, content: jsonOf(json) } } : {}),
  }
}

function jsonOf(schema: unknown): object {
  return { 'application/json': { schema } }
}

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): object {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, target: 'draft-2020-12', unrepresentable: 'any' })
  return rest
}
