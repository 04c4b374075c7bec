import { z } from 'zod'
import { hostName, instant, projectName } from '@/lib/contract/fields'

/** Which hosts are kept from visitors without right: none, all but the production domains, or all. */
export const protection = z.enum(['off', 'standard', 'all'])
export type Protection = z.infer<typeof protection>

export const getProtectionInput = z.object({ project: projectName })
export const setProtectionInput = z.object({ project: projectName, protection })
export type SetProtectionInput = z.infer<typeof setProtectionInput>

export const projectProtection = z.object({
  project: projectName,
  protection,
  /** Domains of the project, by name, and what the setting means for each. */
  hosts: z.array(
    z.object({
      host: hostName,
      environment: z.enum(['production', 'preview']),
      url: z.string(),
      isProtected: z.boolean(),
    }),
  ),
  /** Hosts that deployments have of their own are all of this form. */
  deploymentHosts: z.object({ pattern: z.string(), isProtected: z.boolean() }),
  /** Of the change in the journal, which edges obey; `null` where nothing changed. */
  seq: z.number().int().nullable(),
})
export type ProjectProtection = z.infer<typeof projectProtection>

/** A URL of a site, as a visitor would open it. */
export const siteUrl = z.url({ protocol: /^https?$/, error: 'This is not the URL of a page (https://…).' }).max(2_300)

const note = z.string().trim().min(1, 'Say who it is for.').max(200)
const MAX_DRAFT_HOURS = 24 * 90
/** Active draft links that a project may have at once. */
export const MAX_DRAFT_LINKS = 1_000

export const createDraftLinkInput = z.object({
  /** The page that the link leads to; its host tells the project. */
  url: siteUrl,
  note,
  expiresInHours: z.number().int().min(1).max(MAX_DRAFT_HOURS).default(72),
})
export type CreateDraftLinkInput = z.infer<typeof createDraftLinkInput>

export const draftLink = z.object({
  id: z.string(),
  project: projectName,
  host: hostName,
  /** Path and query. */
  path: z.string(),
  note: z.string(),
  state: z.enum(['holds', 'expired', 'revoked']),
  useCount: z.number().int(),
  lastUsedAt: instant.nullable(),
  createdBy: z.string(),
  createdAt: instant,
  expiresAt: instant,
  revokedAt: instant.nullable(),
})
export type DraftLink = z.infer<typeof draftLink>

/** The link is in this answer and nowhere else. */
export const createDraftLinkResult = z.object({ url: z.string(), leaveUrl: z.string(), link: draftLink })
export type CreateDraftLinkResult = z.infer<typeof createDraftLinkResult>

export const listDraftLinksInput = z.object({ project: projectName })
export const draftLinkList = z.object({ links: z.array(draftLink) })
export type DraftLinkList = z.infer<typeof draftLinkList>

export const revokeDraftLinkInput = z.object({
  id: z.string().regex(/^dfl_[a-z0-9]{12}$/, 'Not the id of a draft link (dfl_…).'),
})
export type RevokeDraftLinkInput = z.infer<typeof revokeDraftLinkInput>

/** Where a signed-in operator who wants to see a protected page comes from. */
export const visitSiteInput = z.object({ url: siteUrl })
export type VisitSiteInput = z.infer<typeof visitSiteInput>
