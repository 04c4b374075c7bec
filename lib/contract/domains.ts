import { z } from 'zod'
import { deploymentId, hostName, instant, projectName } from '@/lib/contract/fields'

/** Promotions move the production domains of a project; preview domains stay where they were put. */
export const environment = z.enum(['production', 'preview'])
export type Environment = z.infer<typeof environment>

/** Domains of one group can be purged together. */
export const domainGroup = z
  .string()
  .regex(
    /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/,
    'A group has lower-case letters, digits and inner hyphens, 63 at most.',
  )

export const domain = z.object({
  host: hostName,
  project: projectName,
  environment,
  deployment: deploymentId.nullable(),
  /** Its group, for purges across domains. */
  group: domainGroup.nullable(),
  url: z.string(),
  createdAt: instant,
  movedAt: instant.nullable(),
})
export type Domain = z.infer<typeof domain>

export const listDomainsInput = z.object({ project: projectName })
export const domainList = z.object({ domains: z.array(domain) })
export type DomainList = z.infer<typeof domainList>

/** A new production domain shows what production shows, unless a deployment is named. */
export const addDomainInput = z.object({
  project: projectName,
  host: hostName,
  environment: environment.default('production'),
  deployment: deploymentId.optional(),
})
export type AddDomainInput = z.infer<typeof addDomainInput>

export const removeDomainInput = z.object({ project: projectName, host: hostName })
export type RemoveDomainInput = z.infer<typeof removeDomainInput>

/** `null` takes the domain out of its group. */
export const setDomainGroupInput = z.object({ project: projectName, host: hostName, group: domainGroup.nullable() })
export type SetDomainGroupInput = z.infer<typeof setDomainGroupInput>
