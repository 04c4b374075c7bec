import { expect, test } from 'vitest'
import { z } from 'zod'
import { requestFor } from '@/lib/contract/endpoint'
import { endpoints } from '@/lib/contract/endpoints'
import { openApiDocument } from '@/lib/server/api/openapi'

const documentShape = z.object({
  openapi: z.literal('3.1.0'),
  paths: z.record(
    z.string(),
    z.record(
      z.string(),
      z.looseObject({
        operationId: z.string(),
        summary: z.string(),
        parameters: z
          .array(z.object({ name: z.string(), in: z.string(), required: z.boolean(), schema: z.unknown() }))
          .optional(),
        requestBody: z.unknown().optional(),
        security: z.array(z.unknown()),
      }),
    ),
  ),
})

test('the description names every call once, and survives JSON', () => {
  const { paths } = documentShape.parse(JSON.parse(JSON.stringify(openApiDocument())))
  const described = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { operationId }]) => [operationId, method.toUpperCase(), path]),
  )
  const stated = Object.entries(endpoints).map(([name, { method, path }]) => [name, method, path])
  expect(described.toSorted()).toEqual(stated.toSorted())
  expect(stated.length).toBeGreaterThan(25)
})

test('inputs are parted into path, query and body, and calls of programs need a token', () => {
  const { paths } = documentShape.parse(openApiDocument())
  const removal = paths['/api/v1/domains/{host}']?.delete
  expect(removal?.parameters?.map(({ name, in: place, required }) => [name, place, required])).toEqual([
    ['host', 'path', true],
    ['project', 'query', true],
  ])
  expect(removal?.security).toEqual([{ token: [] }, { session: [] }])
  expect(paths['/api/v1/deployments/{id}/finish']?.post?.requestBody).toMatchObject({
    content: { 'application/json': { schema: { properties: { promote: { default: false } }, required: [] } } },
  })
  expect(paths['/api/v1/openapi.json']?.get?.security).toEqual([])
})

test.each([
  [
    'fields of the path are encoded, the others go into the query',
    requestFor(endpoints.removeDomain, { project: 'shop', host: 'a.test' }),
    { method: 'DELETE', url: '/api/v1/domains/a.test?project=shop', json: null },
  ],
  [
    'a POST carries the others as JSON',
    requestFor(endpoints.finishDeployment, { id: 'dpl_abcdefghijkl', promote: true }),
    { method: 'POST', url: '/api/v1/deployments/dpl_abcdefghijkl/finish', json: '{"promote":true}' },
  ],
  [
    'what is not given is not sent',
    requestFor(endpoints.listDeployments, { project: 'shop', limit: undefined }),
    { method: 'GET', url: '/api/v1/deployments?project=shop', json: null },
  ],
])('%s', (_title, request, expected) => {
  expect(request).toEqual(expected)
})
