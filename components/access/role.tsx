'use client'

import { createContext, type ReactNode, useContext } from 'react'
import { type Role, SCOPES_OF_ROLE, scopesAllow, type TokenScope } from '@/lib/contract/access'

// Where nobody says, as in the gallery, nothing is withheld: the operations refuse whatever a page forgets.
const RoleContext = createContext<Role>('owner')

/** What the one who looks may do, for all that is inside. */
export function RoleProvider({ of, children }: { of: Role; children: ReactNode }) {
  return <RoleContext value={of}>{children}</RoleContext>
}

/** The role of the one who looks. */
export function useRole(): Role {
  return useContext(RoleContext)
}

/** Why the one who looks may not do what needs `scope`, as a sentence; `undefined`: they may. */
export function useWithheld(scope: TokenScope | undefined): string | undefined {
  const role = useRole()
  if (scope === undefined || scopesAllow(SCOPES_OF_ROLE[role], scope)) return undefined
  const article = role === 'viewer' ? 'a viewer' : 'an operator'
  return `You are ${article}, and this needs the scope “${scope}”. Ask an owner for another role.`
}
