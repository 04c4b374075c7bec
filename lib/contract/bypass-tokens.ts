import { z } from 'zod'
import { deploymentId, instant, projectName, visitorPath } from '@/lib/contract/fields'
import { receipt } from '@/lib/contract/receipts'

/** What a bypass token opens: pages as editors see them, on-demand revalidation, a protected site. */
export const bypassPurpose = z.enum(['draft', 'revalidate', 'protection'])
export type BypassPurpose = z.infer<typeof bypassPurpose>

/** Tokens of a project that may hold at once: an edge compares a secret with all of them. */
export const MAX_BYPASS_TOKENS = 100
/** How long the old secret of a rotated token may go on. */
const MAX_OVERLAP_SECONDS = 30 * 86_400
const LISTED = 20

/** A path, or all below it too where it ends in `/*`. The path of a page stands for its data, too. */
export const pathPattern = visitorPath
  .regex(/^[^*]*(?:\/\*)?$/, 'A star may only stand at the end and means everything below the path: /blog/*')
  .transform((path) => (path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path))

export const createBypassTokenInput = z.object({
  project: projectName,
  note: z.string().trim().min(1, 'Say what uses it.').max(200),
  purposes: z.array(bypassPurpose).min(1, 'Choose what it opens: draft, revalidate, protection.'),
  /** None: all paths. */
  paths: z.array(pathPattern).max(LISTED).default([]),
  /** None: all deployments. */
  deployments: z.array(deploymentId).max(LISTED).default([]),
  /** Absent: until it is revoked. */
  expiresInDays: z.number().int().min(1).max(3650).optional(),
})
export type CreateBypassTokenInput = z.input<typeof createBypassTokenInput>

export const bypassToken = z.object({
  id: z.string(),
  project: projectName,
  note: z.string(),
  purposes: z.array(bypassPurpose),
  paths: z.array(z.string()),
  deployments: z.array(z.string()),
  createdBy: z.string(),
  createdAt: instant,
  expiresAt: instant.nullable(),
  revokedAt: instant.nullable(),
  /** The token that was made in its place. */
  replacedBy: z.string().nullable(),
  /** `ending`: it was rotated, and holds until it expires. */
  state: z.enum(['holds', 'ending', 'expired', 'revoked']),
  uses: z.number().int(),
  lastUsedAt: instant.nullable(),
  lastUsedFrom: z.string().nullable(),
  /** Requests with it that it did not open: after its end, or beyond its scope. */
  refusals: z.number().int(),
  lastRefusedAt: instant.nullable(),
  lastRefusedFrom: z.string().nullable(),
})
export type BypassToken = z.infer<typeof bypassToken>

/** A token that builds wrote into their prerenders, by its reach. */
export const bakedToken = z.object({
  deployments: z.array(
    z.object({
      id: z.string(),
      createdAt: instant,
      /** Whether a domain shows it. */
      isShown: z.boolean(),
      routes: z.number().int(),
      prerenders: z.number().int(),
    }),
  ),
  /** Of all these deployments. */
  routes: z.number().int(),
  prerenders: z.number().int(),
})
export type BakedToken = z.infer<typeof bakedToken>

/** Requests with secrets that are no token. */
export const wrongTokens = z.object({
  requests: z.number().int(),
  /** Requests whose secrets were not looked at: their address had guessed too often. */
  unseen: z.number().int(),
  addressCount: z.number().int(),
  /** The newest. */
  newest: z.array(
    z.object({
      domain: z.string(),
      address: z.string(),
      requests: z.number().int(),
      unseen: z.number().int(),
      firstAt: instant,
      lastAt: instant,
    }),
  ),
})
export type WrongTokens = z.infer<typeof wrongTokens>

export const listBypassTokensInput = z.object({ project: projectName })
export type ListBypassTokensInput = z.infer<typeof listBypassTokensInput>
export const bypassTokenList = z.object({
  /** Newest first, those that ended included; 200 at most. */
  tokens: z.array(bypassToken),
  /** Of the deployments that are shown, and the newest 20. */
  baked: z.array(bakedToken),
  /** Of the last 30 days. */
  wrong: wrongTokens,
})
export type BypassTokenList = z.infer<typeof bypassTokenList>

/** `seq`: once an edge has applied the journal up to it, the change holds there. */
const seq = z.number().int()

/** The secret is in this answer and nowhere else. */
export const createBypassTokenResult = z.object({ token: z.string(), summary: bypassToken, seq })
export type CreateBypassTokenResult = z.infer<typeof createBypassTokenResult>

const id = z.string().regex(/^btk_[a-z0-9]{12}$/, 'Not the id of a bypass token (btk_…).')

export const rotateBypassTokenInput = z.object({
  id,
  /** How long the old secret goes on beside the new one; 0 ends it at once. */
  overlapSeconds: z
    .number()
    .int()
    .min(0)
    .max(MAX_OVERLAP_SECONDS, 'The old token can be kept for 30 days at most.')
    .default(3_600),
})
export const rotateBypassTokenResult = createBypassTokenResult.extend({ replaced: bypassToken })
export type RotateBypassTokenResult = z.infer<typeof rotateBypassTokenResult>

export const revokeBypassTokenInput = z.object({ id })
export type RevokeBypassTokenInput = z.infer<typeof revokeBypassTokenInput>
/** `seq` is `null` where it had already ended. */
export const revokeBypassTokenResult = z.object({ summary: bypassToken, seq: seq.nullable() })
export type RevokeBypassTokenResult = z.infer<typeof revokeBypassTokenResult>

export const getBypassReceiptInput = z.object({ project: projectName, seq: z.coerce.number().int().positive() })
export type GetBypassReceiptInput = z.infer<typeof getBypassReceiptInput>
export const bypassReceipt = z.object({ seq, receipt })
export type BypassReceipt = z.infer<typeof bypassReceipt>
