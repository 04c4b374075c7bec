import { z } from 'zod'
import { decision } from '@/lib/contract/decision'
import { endpoint } from '@/lib/contract/endpoint'
import { instant, projectName } from '@/lib/contract/fields'
import { cacheStatus } from '@/lib/contract/paths'

const step = z.object({
  title: z.string(),
  says: z.string(),
  /** Names and values, for whoever wants to know exactly. */
  details: z.array(z.tuple([z.string(), z.string()])),
  /** Number of the purge that the step speaks of. */
  purgeSeq: z.number().int().nullable(),
})

/** A decision in words. */
export const explained = z.object({
  status: cacheStatus,
  reason: z.string().nullable(),
  sentence: z.string(),
  steps: z.array(step),
  /** What would make it a HIT. */
  hint: z.string().nullable(),
  /** Where the dashboard explains the reason, or the status where there is none. */
  docs: z.string(),
})
export type Explained = z.infer<typeof explained>

/** Headers of a visitor that may decide. Those that could tell who asks are not looked at beyond the question. */
const headers = z
  .record(
    z.string().regex(/^[!#$%&'*+\-.^_`|~0-9A-Za-z]{1,64}$/, 'Not the name of a header.'),
    z
      .string()
      .max(4_096)
      .regex(/^[\t\x20-\x7e\x80-\xff]*$/, 'Not the value of a header.'),
  )
  .refine((all) => Object.keys(all).length <= 20, 'At most 20 headers.')

const address = z
  .string()
  .max(8_192)
  .refine((url) => URL.canParse(url) && /^https?:$/.test(new URL(url).protocol), {
    message: 'Give a complete address, such as http://shop.example.com/prices?page=2.',
  })

export const explainUrlInput = z.object({
  url: address,
  method: z
    .string()
    .regex(/^[A-Z]{1,20}$/, 'A method in capitals, such as GET.')
    .default('GET'),
  headers: headers.default({}),
  /** Only this edge, by its id or region. */
  edge: z.string().max(128).optional(),
})
export type ExplainUrlInput = z.infer<typeof explainUrlInput>

const edgeWhy = z.object({
  id: z.string(),
  region: z.string(),
  /** `silent`: it did not answer on its control port, or cannot tell. */
  state: z.enum(['answered', 'silent']),
  explained: explained.nullable(),
  decision: decision.nullable(),
})
export type EdgeWhy = z.infer<typeof edgeWhy>

export const urlWhy = z.object({
  url: z.string(),
  project: z.string(),
  host: z.string(),
  at: instant,
  edges: z.array(edgeWhy),
})
export type UrlWhy = z.infer<typeof urlWhy>

export const explainDecisionInput = z.object({ project: projectName, decision })
export type ExplainDecisionInput = z.infer<typeof explainDecisionInput>

/** Longest life of a token that reveals. */
const WHY_TOKEN_MINUTES = 60

export const createWhyTokenInput = z.object({
  /** Any address of the project that it is to be good for. */
  url: address,
  minutes: z.number().int().min(1).max(WHY_TOKEN_MINUTES).default(15),
})
export type CreateWhyTokenInput = z.infer<typeof createWhyTokenInput>

export const whyToken = z.object({
  project: z.string(),
  /** For the header `x-freshet-why` of a request to any host of the project. */
  token: z.string(),
  expiresAt: instant,
})
export type WhyToken = z.infer<typeof whyToken>

export const whyEndpoints = {
  explainUrl: endpoint({
    method: 'POST',
    path: '/api/v1/why',
    input: explainUrlInput,
    output: urlWhy,
    scope: 'read',
    summary: 'What a visitor of an address would get now from each edge, and why. Nothing is rendered or stored.',
  }),
  explainDecision: endpoint({
    method: 'POST',
    path: '/api/v1/why/decisions',
    input: explainDecisionInput,
    output: explained,
    scope: 'read',
    summary: 'A decision that an edge told, in words, with the purge that it turned on.',
  }),
  createWhyToken: endpoint({
    method: 'POST',
    path: '/api/v1/why/tokens',
    input: createWhyTokenInput,
    output: whyToken,
    scope: 'read',
    summary: 'A token for the header x-freshet-why: for a while, answers to requests that carry it tell why.',
  }),
} as const
