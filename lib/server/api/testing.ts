import { z } from 'zod'
import type { Endpoint } from '@/lib/contract/endpoint'

/** What fields and ids of an installation under test are called. */
export type Samples = {
  /** Values by the name of their field, wherever it stands. */
  readonly byName: Readonly<Record<string, unknown>>
  /** An instant that is to come. */
  readonly instant: string
  /** Texts to try where a pattern wants one. */
  readonly texts: readonly string[]
}

/** A build output that compiles: one that does not would be refused for that. */
export const EMPTY_BUILD = { files: [], links: [], documents: { 'config.json': { version: 3 } } }

/** Texts in the shapes that patterns of the contract ask for, where nothing that exists fits. */
export const SHAPES: readonly string[] = [
  ...[
    '/',
    '/a',
    'shop.localhost',
    'https://origin.internal',
    'A_NAME',
    'a'.repeat(64),
    'USD',
    '0.5',
    '2026-11',
    '2026-11-01',
  ],
  ...['ver_aaaaaaaaaaaa', 'gen_1', 'a sample of a text'],
]

const schemaShape = z.looseObject({
  type: z.union([z.string(), z.array(z.string())]).optional(),
  const: z.unknown().optional(),
  enum: z.array(z.unknown()).optional(),
  default: z.unknown().optional(),
  anyOf: z.array(z.unknown()).optional(),
  oneOf: z.array(z.unknown()).optional(),
  allOf: z.array(z.unknown()).optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
  required: z.array(z.string()).optional(),
  items: z.unknown().optional(),
  pattern: z.string().optional(),
  format: z.string().optional(),
  minLength: z.number().optional(),
  minimum: z.number().optional(),
})
type Schema = z.infer<typeof schemaShape>

/** The smallest input that an endpoint takes. Throws when none could be made: then `byName` lacks a name. */
export function sampleInput({ input, path }: Endpoint, samples: Samples): Record<string, unknown> {
  const schema = schemaShape.parse(z.toJSONSchema(input, { io: 'input', unrepresentable: 'any' }))
  const made = z.record(z.string(), z.unknown()).parse(sampleOf(schema, samples) ?? {})
  const parsed = input.safeParse(made)
  if (parsed.success) return made
  throw new Error(`No sample for ${path}: ${JSON.stringify(made)}, ${parsed.error.message}`)
}

function sampleOf(given: unknown, samples: Samples): unknown {
  const schema = schemaShape.parse(given)
  if (schema.const !== undefined) return schema.const
  if (schema.enum !== undefined) return schema.enum[0]
  const [choice] = schema.anyOf ?? schema.oneOf ?? []
  if (choice !== undefined) return sampleOf(choice, samples)
  // What may be absent is.
  if (Array.isArray(schema.type)) return null
  switch (schema.type) {
    case 'null':
      return null
    case 'string':
      return textFor(schema, samples)
    case 'integer':
    case 'number':
      return Math.max(1, schema.minimum ?? 1)
    case 'boolean':
      return false
    case 'array':
      return [sampleOf(schema.items ?? {}, samples)]
    default:
      return schema.properties === undefined ? undefined : fieldsOf(schema, samples)
  }
}

function fieldsOf({ properties = {}, required = [] }: Schema, samples: Samples): Record<string, unknown> {
  const wanted = Object.keys(properties).filter((name) => required.includes(name) || name in samples.byName)
  return Object.fromEntries(wanted.map((name) => [name, samples.byName[name] ?? sampleOf(properties[name], samples)]))
}

function textFor(schema: Schema, { texts, instant }: Samples): string {
  if (schema.format === 'date-time') return instant
  if (schema.format === 'email') return 'somebody@example.com'
  if (schema.format === 'uri') return 'https://origin.example.com'
  const parts = [schema, ...(schema.allOf ?? []).map((part) => schemaShape.parse(part))]
  const patterns = parts.flatMap(({ pattern }) => (pattern === undefined ? [] : [new RegExp(pattern, 'u')]))
  // The id of something that nobody made, where its kind is one that no sample is of: `btk_` and twelve letters.
  const [, prefix = ''] = /^\^([a-z]+_)/.exec(patterns[0]?.source ?? '') ?? []
  const offered = [...texts, `${prefix}${'a'.repeat(12)}`]
  return offered.find((text) => patterns.every((pattern) => pattern.test(text))) ?? 'sample'
}
