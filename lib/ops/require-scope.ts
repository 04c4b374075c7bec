import type { OperatorSelf, TokenScope } from '@/lib/contract/access'
import type { Actor, OpsContext } from '@/lib/ops/context'
import { OpError } from '@/lib/ops/errors'

const SCOPES_OF_ROLE: Readonly<Record<OperatorSelf['role'], readonly TokenScope[]>> = {
  owner: ['admin'],
  operator: ['read', 'purge', 'deploy'],
  viewer: ['read'],
}

/** Refuses whoever may not do this. `admin` includes every scope, and every scope includes `read`. */
export function requireScope(ctx: OpsContext, scope: TokenScope): void {
  const { actor } = ctx
  if (actor.kind === 'anonymous') throw new OpError('unauthorized', 'Sign in, or send a token.')
  const scopes = scopesOf(actor)
  if (scopes.includes('admin') || scopes.includes(scope) || (scope === 'read' && scopes.length > 0)) return
  const subject = actor.kind === 'token' ? 'This token lacks' : 'Your role lacks'
  throw new OpError('forbidden', `${subject} the scope “${scope}”.`)
}

/** The signed-in operator; tokens and strangers are refused. */
export function requireSession(ctx: OpsContext): Actor & { readonly kind: 'operator' } {
  if (ctx.actor.kind === 'operator') return ctx.actor
  throw new OpError('unauthorized', 'Sign in first.')
}

function scopesOf(actor: Exclude<Actor, { kind: 'anonymous' }>): readonly TokenScope[] {
  switch (actor.kind) {
    case 'operator':
      return SCOPES_OF_ROLE[actor.role]
    case 'token':
    case 'job':
      return actor.scopes
    case 'machine':
      return ['admin']
  }
}
