import type { Actor } from '@/lib/ops/context'

export const OWNER_EMAIL = 'owner@example.com'

/** Who does something in the demo, by role: there are no people in it. */
export type Who = 'owner' | 'ops' | 'editor' | 'ci' | 'cms'

/** The people among them, with the role that each is invited with. */
export const INVITED = [
  { who: 'ops', email: 'ops@example.com', role: 'operator' },
  { who: 'editor', email: 'editor@example.com', role: 'operator' },
  { who: 'audit', email: 'auditor@example.com', role: 'viewer' },
] as const

export function operator(email: string, id: string, role: 'owner' | 'operator'): Actor {
  return { kind: 'operator', id, email, role, sessionId: 'demo' }
}

export function token(name: string, id: string, scopes: (Actor & { kind: 'token' })['scopes']): Actor {
  return { kind: 'token', id, name, scopes, projectId: null }
}
