import { SCOPES_OF_ROLE, scopesAllow, type TokenScope } from '@/lib/contract/access'
import type { EndpointScope } from '@/lib/contract/endpoint'
import type { Actor, OpsContext } from '@/lib/ops/context'
import { OpError } from '@/lib/ops/errors'

/** Refuses whoever may not do this. `admin` includes every scope, and every scope includes `read`. */
export function requireScope(ctx: OpsContext, scope: TokenScope): void {
  const { actor } = ctx
  if (actor.kind === 'anonymous') throw stranger()
  if (scopesAllow(scopesOf(actor), scope)) return
  const subject = actor.kind === 'token' ? 'This token lacks' : 'Your role lacks'
  throw new OpError('forbidden', `${subject} the scope “${scope}”.`)
}

/** Refuses nobody but strangers, before anything is said of what they ask. What an operation is for, it checks itself. */
export function requireSomebody(ctx: OpsContext, scope: EndpointScope): void {
  if (scope === 'session') requireSession(ctx)
  else if (scope !== 'public' && ctx.actor.kind === 'anonymous') throw stranger()
}

/** The signed-in operator; tokens and strangers are refused. */
export function requireSession(ctx: OpsContext): Actor & { readonly kind: 'operator' } {
  if (ctx.actor.kind === 'operator') return ctx.actor
  throw new OpError('unauthorized', 'Sign in first.')
}

function stranger(): OpError {
  return new OpError('unauthorized', 'Sign in, or send a token.')
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
