import { z } from 'zod'
import {
  type ConditionRule,
  type MatchRule,
  PHASES,
  type RouteRule,
  type Wildcard,
} from '@/lib/engine/routing/route-rule'

const matchRuleSchema: z.ZodType<MatchRule> = z.union([
  z.string(),
  z
    .object({
      eq: z.union([z.string(), z.number()]).optional(),
      neq: z.string().optional(),
      inc: z.array(z.string()).optional(),
      ninc: z.array(z.string()).optional(),
      pre: z.string().optional(),
      suf: z.string().optional(),
      re: z.string().optional(),
      gt: z.number().optional(),
      gte: z.number().optional(),
      lt: z.number().optional(),
      lte: z.number().optional(),
    })
    .refine((tests) => Object.keys(tests).length > 0, { error: 'holds no test that is known' }),
])

/** A condition of `has`, `missing` or `experimentalBypassFor` as a build writes it. */
export const conditionRuleSchema: z.ZodType<ConditionRule> = z
  .union([
    z.object({ type: z.literal('host'), value: matchRuleSchema }).transform((host) => ({ ...host, key: null })),
    z.object({ type: z.enum(['header', 'cookie', 'query']), key: z.string(), value: matchRuleSchema.nullish() }),
  ])
  .transform(({ type, key, value }) => ({ type, key, value: value ?? null }))

const transformTypes = z.enum(['request.query', 'request.headers', 'response.headers', 'request.path'])
const transformOps = z.enum(['append', 'set', 'delete'])
const scalar = z.union([z.string(), z.number().transform(String)])

const transformSchema = z
  .object({
    type: transformTypes,
    op: transformOps,
    target: z.object({ key: matchRuleSchema }).optional(),
    args: z.union([scalar, z.array(scalar)]).optional(),
  })
  .transform(({ type, op, target, args = [] }) => ({
    type,
    op,
    key: target?.key ?? '',
    values: Array.isArray(args) ? args : [args],
  }))

/** What an answer may have: one below 200 announces another that never comes. */
export const finalStatus = z.int().min(200).max(599)

/** One element of `routes` that is a handle. */
export const handleSchema = z.object({ handle: z.string() })

/** One element of `routes` that is a rule, with both spellings of its keys. */
export const routeSchema = z.object({
  src: z.string().optional(),
  source: z.string().optional(),
  dest: z.string().optional(),
  destination: z.string().optional(),
  headers: z.record(z.string(), z.string()).nullish(),
  methods: z.array(z.string()).nullish(),
  continue: z.boolean().nullish(),
  check: z.boolean().nullish(),
  caseSensitive: z.boolean().nullish(),
  important: z.boolean().nullish(),
  status: finalStatus.nullish(),
  statusCode: finalStatus.nullish(),
  has: z.array(conditionRuleSchema).nullish(),
  missing: z.array(conditionRuleSchema).nullish(),
  transforms: z.array(transformSchema).nullish(),
  middlewarePath: z.string().nullish(),
  mitigate: z.object({ action: z.string() }).nullish(),
  locale: z.object({ redirect: z.record(z.string(), z.string()).nullish(), cookie: z.string().nullish() }).nullish(),
  respectOriginCacheControl: z.boolean().nullish(),
})

/** One element of `afterCacheBypass`. */
export const afterCacheRuleSchema = z.object({
  hasAll: z
    .array(
      z.object({
        type: z.enum(['request.header', 'cache.response.header']),
        key: z.string(),
        value: matchRuleSchema.nullish(),
      }),
    )
    .min(1),
})
export type AfterCacheRule = z.infer<typeof afterCacheRuleSchema>

/** One element of `wildcard`. */
export const wildcardSchema: z.ZodType<Wildcard> = z.object({ domain: z.string(), value: z.string() })

/** A rule as it stands in a manifest. */
export const routeRuleSchema: z.ZodType<RouteRule> = z.object({
  phase: z.enum(PHASES.filter((phase) => phase !== null)).nullable(),
  src: z.string(),
  dest: z.string().nullable(),
  headers: z.array(z.tuple([z.string(), z.string()])),
  methods: z.array(z.string()).nullable(),
  isContinuing: z.boolean(),
  isChecked: z.boolean(),
  isCaseSensitive: z.boolean(),
  isImportant: z.boolean(),
  status: z.int().nullable(),
  has: z.array(conditionRuleSchema),
  missing: z.array(conditionRuleSchema),
  transforms: z.array(
    z.object({ type: transformTypes, op: transformOps, key: matchRuleSchema, values: z.array(z.string()) }),
  ),
  middlewarePath: z.string().nullable().default(null),
  isOriginCached: z.boolean().default(true),
  locale: z
    .object({ redirect: z.record(z.string(), z.string()), cookie: z.string().nullable() })
    .nullable()
    .default(null),
})
