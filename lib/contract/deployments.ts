import { z } from 'zod'
import { deploymentId, hostName, instant, projectName, sha256 } from '@/lib/contract/fields'

/** Opens a deployment: the scanned build output without the bytes of its files. Refused before anything changes. */
export const createDeploymentInput = z.object({
  project: projectName,
  /** The scan of the directory; its own schema is in lib/adapters/build-output. */
  upload: z.unknown(),
  /** What was deployed, for people: a folder name. */
  source: z.string().max(200).optional(),
})
export type CreateDeploymentInput = z.infer<typeof createDeploymentInput>

export const deployment = z.object({
  id: deploymentId,
  project: projectName,
  state: z.enum(['uploading', 'ready', 'deleted']),
  framework: z.string().nullable(),
  source: z.string().nullable(),
  fileCount: z.number().int(),
  sizeBytes: z.number().int(),
  /** Domains that show it now, its own preview host not included. */
  domains: z.array(hostName),
  /** Its own host, always there. */
  previewUrl: z.string(),
  isProduction: z.boolean(),
  /** `null` where it was asked not to count them. */
  entryCount: z.number().int().nullable(),
  createdBy: z.string(),
  createdAt: instant,
  promotedAt: instant.nullable(),
})
export type Deployment = z.infer<typeof deployment>

export const createDeploymentResult = z.object({ deployment, missing: z.array(sha256) })
export type CreateDeploymentResult = z.infer<typeof createDeploymentResult>

/** One file of an open upload; its bytes are the body of the request. */
export const uploadFileInput = z.object({ id: deploymentId, sha256 })
export type UploadFileInput = z.infer<typeof uploadFileInput>
export const uploadFileResult = z.object({ sha256, sizeBytes: z.number().int() })
export type UploadFileResult = z.infer<typeof uploadFileResult>

/** Closes an upload. With `promote` the production domains move to it, `domain` (made if new) among them. */
export const finishDeploymentInput = z.object({
  id: deploymentId,
  promote: z.boolean().default(false),
  domain: hostName.optional(),
})
export type FinishDeploymentInput = z.infer<typeof finishDeploymentInput>

export const finishDeploymentResult = z.object({
  deployment,
  /** Where it can be seen: its domains first, then its own host. */
  urls: z.array(z.string()),
  /** False when automatic promotion is off after a roll back. */
  promoted: z.boolean(),
})
export type FinishDeploymentResult = z.infer<typeof finishDeploymentResult>

export const listDeploymentsInput = z.object({
  project: projectName,
  limit: z.coerce.number().int().min(1).max(200).default(50),
  /** Entries of a deployment may be a million: whoever does not show how many there are says so. */
  entries: z.enum(['counted', 'uncounted']).optional(),
})
export type ListDeploymentsInput = z.infer<typeof listDeploymentsInput>
export const deploymentList = z.object({
  /** `requests`: of the last 24 hours by the clock, the one under way among them. */
  deployments: z.array(deployment.extend({ requests: z.number() })),
  promotesAutomatically: z.boolean(),
})
export type DeploymentList = z.infer<typeof deploymentList>

/** Moves all production domains of the project, or the one named, to this deployment. */
export const promoteInput = z.object({ project: projectName, deployment: deploymentId, domain: hostName.optional() })
export type PromoteInput = z.infer<typeof promoteInput>

/** Moves back to an earlier deployment: the one named, or the one shown before. Automatic promotion stops. */
export const rollbackInput = z.object({
  project: projectName,
  deployment: deploymentId.optional(),
  domain: hostName.optional(),
  reason: z.string().max(500).optional(),
})
export type RollbackInput = z.infer<typeof rollbackInput>

export const moveResult = z.object({
  deployment: deploymentId,
  moved: z.array(z.object({ domain: hostName, from: deploymentId.nullable(), to: deploymentId })),
  promotesAutomatically: z.boolean(),
})
export type MoveResult = z.infer<typeof moveResult>

/** The deployment that is to go. */
export const deleteDeploymentInput = z.object({ id: deploymentId })
export type DeleteDeploymentInput = z.infer<typeof deleteDeploymentInput>

/** What deleting a deployment would break, as far as it can be told. */
export const deletion = z.object({
  deployment: deploymentId,
  /** Domains that show it. While there is one it cannot be deleted. */
  domains: z.array(hostName),
  /** Stored pages of it, which nobody could ask for any more. */
  entryCount: z.number().int(),
  /** Whether a roll back could lead there, or would be the first to do so. */
  rollback: z.enum(['never', 'possible', 'next']),
  /** Files with a hash in their names that no other deployment of the project has. */
  assets: z.object({
    onlyHere: z.number().int(),
    /** Of its files, those that pages asked for in the last seven days while another deployment was shown. */
    askedLately: z.number().int(),
    requestsLately: z.number().int(),
    /** Stored pages of other deployments that name a file which only this one has; the newest 500 are looked through. */
    namedByPages: z.number().int(),
    examples: z.array(z.object({ path: z.string(), page: z.string().nullable() })),
  }),
})
export type Deletion = z.infer<typeof deletion>
