import { z } from 'zod'
import { endpoint } from '@/lib/contract/endpoint'
import { instant, projectName, sha256 } from '@/lib/contract/fields'

/** One thing that somebody did. */
export const auditRow = z.object({
  /** Numbers run without a gap. */
  id: z.number().int(),
  at: instant,
  actor: z.string(),
  /** Noun and verb, such as `tokens.create`. */
  action: z.string(),
  /** `null`: it belongs to the whole installation. */
  project: projectName.nullable(),
  ip: z.string().nullable(),
  /** The token by which it was done. */
  token: z.string().nullable(),
  /** What was done, by name; of a change often what was `before` and `after`. */
  details: z.record(z.string(), z.unknown()),
  hash: sha256,
})
export type AuditRow = z.infer<typeof auditRow>

const auditQuery = z.object({
  project: projectName.optional(),
  actor: z.string().min(1).max(300).optional(),
  /** A whole action, or its noun: `tokens` finds `tokens.create`. */
  action: z
    .string()
    .regex(/^[a-z_]{1,40}(?:\.[a-z_]{1,40})?$/, 'An action is a noun and a verb, such as tokens.create.')
    .optional(),
  from: instant.optional(),
  until: instant.optional(),
  /** In actor, action, details, address or token. */
  q: z.string().min(1).max(200).optional(),
})

export const listAuditInput = auditQuery.extend({
  /** Only rows before this number: the next page. */
  before: z.coerce.number().int().min(1).optional(),
  limit: z.coerce.number().int().min(1).max(1_000).default(50),
})
export type ListAuditInput = z.infer<typeof listAuditInput>

export const auditList = z.object({
  /** Newest first. */
  rows: z.array(auditRow),
  /** Who did something lately. */
  actors: z.array(z.string()),
  /** What was done lately. */
  actions: z.array(z.string()),
  /** `before` of the next page; `null`: there is none. */
  next: z.number().int().nullable(),
  /**
   * A text was searched for in the rows from this number on, which are since that instant: there are older ones, and the next page
   * goes on with them. `null`: the page is full, or there are none.
   */
  searchedTo: z.number().int().nullable(),
  searchedSince: instant.nullable(),
})
export type AuditList = z.infer<typeof auditList>

export const verifyAuditInput = z.object({
  /** A row as the log of the dashboard told it, `<number>:<hash>`: it must stand as it was then. */
  noted: z
    .string()
    .regex(/^[1-9]\d{0,9}:[0-9a-f]{64}$/, 'Use a number and a hash as the log shows them: 120:5e3f…')
    .optional(),
})
export type VerifyAuditInput = z.infer<typeof verifyAuditInput>

export const auditVerification = z.object({
  isIntact: z.boolean(),
  /** The chain is as it was written up to this row. */
  verifiedUpTo: z.number().int(),
  /** Of that row. `null`: there is none. */
  head: z.object({ id: z.number().int(), hash: sha256 }).nullable(),
  /** The first row at which the chain breaks: it was `changed`, or rows before it were removed or replaced (`gap`). */
  fault: z.object({ id: z.number().int(), kind: z.enum(['changed', 'gap']) }).nullable(),
  /** Whether the row noted down stands as noted; `null`: none was asked for. */
  isNotedIntact: z.boolean().nullable(),
})
export type AuditVerification = z.infer<typeof auditVerification>

export const exportAuditInput = auditQuery.extend({ format: z.enum(['csv', 'ndjson']).default('ndjson') })
export type ExportAuditInput = z.infer<typeof exportAuditInput>

/** Calls about the audit. */
export const auditEndpoints = {
  listAudit: endpoint({
    method: 'GET',
    path: '/api/v1/audit',
    input: listAuditInput,
    output: auditList,
    scope: 'admin',
    summary: 'Who did what, newest first: by actor, action, project, time and text.',
  }),
  verifyAudit: endpoint({
    method: 'GET',
    path: '/api/v1/audit/verification',
    input: verifyAuditInput,
    output: auditVerification,
    scope: 'admin',
    summary: 'Recompute the chain of the audit: is every row as it was written?',
  }),
  exportAudit: endpoint({
    method: 'GET',
    path: '/api/v1/audit/export',
    input: exportAuditInput,
    output: z.string(),
    scope: 'admin',
    summary: 'Every row that matches, newest first, as a file: CSV, or a JSON object a line.',
  }),
} as const
