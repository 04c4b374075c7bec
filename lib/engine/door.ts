import type { Site } from '@/lib/engine/deployment'

/** What a project keeps from visitors without right: nothing, all hosts but its production domains, or all hosts. */
export const PROTECTIONS = ['off', 'standard', 'all'] as const
export type Protection = (typeof PROTECTIONS)[number]

/** Whether a host of this environment is kept from visitors without right. The own host of a deployment is a preview. */
export function isProtected(protection: Protection, environment: Site['environment']): boolean {
  return protection === 'all' || (protection === 'standard' && environment === 'preview')
}

/** What a browser keeps to be let in again: text that says nothing to anybody but the fleet, and how long it is of use. */
export type Pass = { readonly text: string; readonly lifeSeconds: number }

/** What a pass is shown for: to see a path of a protected host at all, or to see drafts. Only a draft link is worth both. */
export type Wish = { readonly site: Site; readonly path: string; readonly to: 'host' | 'drafts' }

/**
 * Who is let in to protected hosts, and who sees drafts. All that it reads was signed by the fleet, so what somebody made up
 * costs no look at the database. Rejects when it cannot tell.
 */
export interface Door {
  /** Whether a pass holds for what is wished. Answers at once for one that it asked about moments ago. */
  admits(pass: string, wish: Wish): boolean | Promise<boolean>
  /** Makes a pass of a ticket of the dashboard, once; `undefined` for one that was used, has run out, or names another host. */
  redeem(ticket: string, site: Site): Promise<{ readonly pass: Pass; readonly to: string } | undefined>
  /** Makes a pass of a draft link and counts a use; `undefined` where it was revoked, has run out, or names another host. */
  openDraft(link: string, site: Site): Promise<{ readonly pass: Pass; readonly path: string } | undefined>
  /** A pass for whoever has shown this bypass token: it is worth no more than the token is, and ends with it. */
  passOfToken(tokenId: string, site: Site): Pass
}
