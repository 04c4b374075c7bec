import { before, MINUTE, T0 } from '@/components/testing/instants'
import type { TokenSummary } from '@/lib/contract/access'
import type { AuditRow } from '@/lib/contract/audit'
import type { Invitation, Member } from '@/lib/contract/members'

export function memberWith(parts: Partial<Member> = {}): Member {
  return {
    id: 'opr_k2j3h4g5f6d7',
    email: 'op@example.com',
    role: 'owner',
    projects: null,
    isSelf: false,
    createdAt: before(90 * 24 * 60 * MINUTE),
    sessionCount: 2,
    lastSeenAt: before(3 * MINUTE),
    ...parts,
  }
}

export function invitationWith(parts: Partial<Invitation> = {}): Invitation {
  return {
    id: 'inv_k2j3h4g5f6d7',
    email: 'ada@example.com',
    role: 'viewer',
    projects: ['storefront'],
    createdBy: 'op@example.com',
    createdAt: before(60 * MINUTE),
    state: 'open',
    expiresAt: new Date(T0 + 71 * 60 * MINUTE).toISOString(),
    ...parts,
  }
}

export function auditRowWith(parts: Partial<AuditRow> = {}): AuditRow {
  return {
    id: 4_182,
    at: before(12 * MINUTE),
    actor: 'op@example.com',
    action: 'tokens.create',
    project: 'storefront',
    ip: '192.0.2.7',
    token: null,
    details: { token: 'tok_k2j3h4g5f6d7', name: 'ci', scopes: ['deploy'] },
    hash: '5e3f9a1c7b2d4e6f8091a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f7',
    ...parts,
  }
}

export function tokenWith(parts: Partial<TokenSummary> = {}): TokenSummary {
  return {
    id: 'tok_k2j3h4g5f6d7',
    name: 'ci',
    scopes: ['deploy'],
    project: 'storefront',
    createdBy: 'op@example.com',
    createdAt: before(30 * 24 * 60 * MINUTE),
    lastUsedAt: before(9 * MINUTE),
    revokedAt: null,
    expiresAt: new Date(T0 + 335 * 24 * 60 * MINUTE).toISOString(),
    ...parts,
  }
}
