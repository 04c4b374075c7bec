import { z } from 'zod'
import { instant, projectName } from '@/lib/contract/fields'

/** What a token may do. `read` sees; `purge` and `deploy` do just that and see; `admin` does everything. */
export const tokenScope = z.enum(['read', 'purge', 'deploy', 'admin'])
export type TokenScope = z.infer<typeof tokenScope>

export const createTokenInput = z.object({
  name: z.string().min(1).max(100),
  scopes: z.array(tokenScope).min(1).default(['admin']),
  project: projectName.optional(),
  expiresInDays: z.number().int().min(1).max(3650).optional(),
})
export type CreateTokenInput = z.infer<typeof createTokenInput>

export const tokenSummary = z.object({
  id: z.string(),
  name: z.string(),
  scopes: z.array(tokenScope),
  project: projectName.nullable(),
  createdBy: z.string(),
  createdAt: instant,
  lastUsedAt: instant.nullable(),
  expiresAt: instant.nullable(),
  revokedAt: instant.nullable(),
})
export type TokenSummary = z.infer<typeof tokenSummary>

/** The secret is in this answer and nowhere else. */
export const createTokenResult = z.object({ token: z.string(), summary: tokenSummary })
export type CreateTokenResult = z.infer<typeof createTokenResult>

export const password = z.string().min(12, 'Use at least 12 characters.').max(200)
/** RFC 5321 has room for no more. */
export const email = z.email().max(254)
export const setUpInput = z.object({ secret: z.string(), email, password })
export const signInInput = z.object({ email, password: z.string().max(200) })
/** What somebody may do: an owner everything; an operator sees, purges and deploys; a viewer sees. */
export const role = z.enum(['owner', 'operator', 'viewer'])
export type Role = z.infer<typeof role>

/** What each role may do. */
export const SCOPES_OF_ROLE: Readonly<Record<Role, readonly TokenScope[]>> = {
  owner: ['admin'],
  operator: ['read', 'purge', 'deploy'],
  viewer: ['read'],
}

/** Whether whoever has these scopes may do this: `admin` includes every scope, and every scope includes `read`. */
export function scopesAllow(scopes: readonly TokenScope[], scope: TokenScope): boolean {
  return scopes.includes('admin') || scopes.includes(scope) || (scope === 'read' && scopes.length > 0)
}

export const operatorSelf = z.object({ email: z.string(), role })
export type OperatorSelf = z.infer<typeof operatorSelf>

const sessionSummary = z.object({
  id: z.string(),
  userAgent: z.string().nullable(),
  ip: z.string().nullable(),
  createdAt: instant,
  lastSeenAt: instant,
  isCurrent: z.boolean(),
})
export type SessionSummary = z.infer<typeof sessionSummary>
export const sessionList = z.object({ sessions: z.array(sessionSummary) })
export type SessionList = z.infer<typeof sessionList>
export const sessionId = z.string().regex(/^[0-9a-f]{64}$/, 'Not the id of a session.')
export const revokeSessionInput = z.object({ id: sessionId })
export type RevokeSessionInput = z.infer<typeof revokeSessionInput>

export const changePasswordInput = z.object({ current: z.string().max(200), password })
export type ChangePasswordInput = z.infer<typeof changePasswordInput>
/** How many sessions ended. */
export const endedSessions = z.object({ ended: z.number().int() })
export type EndedSessions = z.infer<typeof endedSessions>

export const tokenList = z.object({ tokens: z.array(tokenSummary) })
export type TokenList = z.infer<typeof tokenList>
export const revokeTokenInput = z.object({
  id: z.string().regex(/^tok_[a-z0-9]{12}$/, 'Not the id of a token (tok_…).'),
})
export type RevokeTokenInput = z.infer<typeof revokeTokenInput>

export type SetUpInput = z.infer<typeof setUpInput>
export type SignInInput = z.infer<typeof signInInput>
