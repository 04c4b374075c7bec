import { z } from 'zod'
import { deploymentId, hostName, instant, projectName } from '@/lib/contract/common'

/** Promotions move the production domains of a project; preview domains stay where they were put. */
export const environment = z.enum(['production', 'preview'])
export type Environment = z.infer<typeof environment>

export const domain = z.object({
  host: hostName,
  project: projectName,
  environment,
  deployment: deploymentId.nullable(),
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
