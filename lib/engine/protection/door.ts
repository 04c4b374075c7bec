import type { Site } from '@/lib/engine/deployment'

/** Which hosts of a project are protected: none, all except its production domains, or all. */
export const PROTECTIONS = ['off', 'standard', 'all'] as const
export type Protection = (typeof PROTECTIONS)[number]

/** Whether a host of this environment is protected. The own host of a deployment counts as a preview. */
export function isProtected(protection: Protection, environment: Site['environment']): boolean {
  return protection === 'all' || (protection === 'standard' && environment === 'preview')
}

/** What a browser keeps to be let in again: text that only the fleet can make and read, and how long it is valid. */
export type Pass = { readonly text: string; readonly lifeSeconds: number }

/** What a pass is used for: to see a page of a protected host, or to see drafts. Only the pass of a draft link does both. */
export type PassUse = { readonly site: Site; readonly path: string; readonly to: 'host' | 'drafts' }

/**
 * Decides who gets into protected hosts and who sees drafts. Everything it accepts was signed by the fleet, so forgeries cost no
 * database query. Its methods reject when they cannot decide.
 */
export interface Door {
  /** Whether a pass is valid for this. Answers at once, without a promise, for one that was checked moments ago. */
  admits(pass: string, use: PassUse): boolean | Promise<boolean>
  /** Exchanges a ticket of the dashboard for a pass, once; `undefined` if it was used, has expired, or is for another host. */
  redeem(ticket: string, site: Site): Promise<{ readonly pass: Pass; readonly to: string } | undefined>
  /** Makes a pass from a draft link and counts a use; `undefined` if it was revoked, has expired, or is for another host. */
  openDraft(link: string, site: Site): Promise<{ readonly pass: Pass; readonly path: string } | undefined>
  /** A pass for a visitor who sent this bypass token. It grants what the token grants, and ends with the token. */
  passOfToken(tokenId: string, site: Site): Pass
}
