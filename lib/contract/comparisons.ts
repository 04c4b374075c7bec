import { z } from 'zod'
import { deployment } from '@/lib/contract/deployments'
import { deploymentId } from '@/lib/contract/fields'

/** From the deployment `id` to another. */
export const compareDeploymentsInput = z.object({ id: deploymentId, to: deploymentId })
export type CompareDeploymentsInput = z.infer<typeof compareDeploymentsInput>

const change = z.object({
  name: z.string(),
  change: z.enum(['added', 'removed', 'changed']),
  /** What differs, in words; empty for what was added or removed. */
  facts: z.array(z.string()),
  /** `null`: it has no size, or is not there. */
  fromBytes: z.number().nullable(),
  toBytes: z.number().nullable(),
})
export type DeploymentChange = z.infer<typeof change>

const section = z.object({
  kind: z.enum(['routes', 'prerenders', 'functions', 'files', 'crons']),
  added: z.number().int(),
  removed: z.number().int(),
  changed: z.number().int(),
  same: z.number().int(),
  fromBytes: z.number(),
  toBytes: z.number(),
  /** By name; 500 at most. */
  changes: z.array(change),
})
export type DeploymentSection = z.infer<typeof section>

/** What a deployment has that another has not, has not, or has otherwise. */
export const comparison = z.object({ from: deployment, to: deployment, sections: z.array(section) })
export type Comparison = z.infer<typeof comparison>
