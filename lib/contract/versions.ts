import { z } from 'zod'
import { deploymentId, hostName, instant, projectName, visitorPath } from '@/lib/contract/fields'
import { pathFailure, pathGeneration } from '@/lib/contract/paths'

const reason = z.string().max(500)

export const versionId = z.string().regex(/^ver_[\w-]+$/, 'Not the id of a version (ver_…).')
export const generationId = z.string().regex(/^gen_[\w-]+$/, 'Not the id of a generation (gen_…).')

/** One page: html, data and segments of a path that one regeneration refreshes together. */
const groupPlace = {
  project: projectName,
  domain: hostName,
  /** The deployment that the domain shows when left out. */
  deployment: deploymentId.optional(),
  path: visitorPath,
  /** The query as it stands in the key, for a path that has several pages. */
  query: z.string().max(2_048).default(''),
}

export const listVersionsInput = z.object({ ...groupPlace, limit: z.coerce.number().int().min(1).max(200).default(50) })
export type ListVersionsInput = z.output<typeof listVersionsInput>

const memberVersion = z.object({
  variant: z.string(),
  output: z.string(),
  version: z.string(),
  status: z.number().int(),
  tags: z.array(z.string()),
  sizeBytes: z.number(),
  storedBytes: z.number(),
  /** The generation before had another version, or none. */
  isChanged: z.boolean(),
})

/** One regeneration that changed something, with all versions that the page was made of from then on. */
const generationEntry = pathGeneration.omit({ sizeBytes: true, versions: true }).extend({
  members: z.array(memberVersion),
})
export type GenerationEntry = z.infer<typeof generationEntry>

export const versionList = z.object({
  domain: hostName,
  deployment: deploymentId,
  path: visitorPath,
  query: z.string(),
  /** Newest first. */
  generations: z.array(generationEntry),
  /** Regenerations that failed, the newest 20, newest first. */
  failures: z.array(pathFailure),
})
export type VersionList = z.infer<typeof versionList>

export const pinInput = z.object({
  ...groupPlace,
  /** What is to be served from now on. When left out: the one before what is served now, which is a rollback of the path. */
  generation: generationId.optional(),
  reason: reason.optional(),
})
export type PinInput = z.output<typeof pinInput>

export const unpinInput = z.object({ ...groupPlace, reason: reason.optional() })
export type UnpinInput = z.output<typeof unpinInput>

/** What a page serves after a pin, or after the end of one. */
export const pinResult = z.object({
  domain: hostName,
  deployment: deploymentId,
  path: visitorPath,
  query: z.string(),
  /** The pinned generation; `null` after an unpin. */
  generation: z.string().nullable(),
  madeAt: instant.nullable(),
  /** The journal number that edges obey. */
  seq: z.number().int(),
})
export type PinResult = z.infer<typeof pinResult>

export const getVersionInput = z.object({ project: projectName, version: versionId })
export type GetVersionInput = z.output<typeof getVersionInput>

/** One stored response of a page: what it is, and which regenerations it stood for. */
export const versionDetail = memberVersion.omit({ isChanged: true }).extend({
  domain: hostName,
  deployment: deploymentId,
  path: visitorPath,
  query: z.string(),
  headers: z.array(z.tuple([z.string(), z.string()])),
  /** SHA-256 of the body as it is sent. */
  sha256: z.string(),
  createdAt: instant,
  /** That have it, newest first; of many the newest 50. */
  generations: z.array(pathGeneration.omit({ versions: true, sizeBytes: true })),
})
export type VersionDetail = z.infer<typeof versionDetail>

export const diffVersionsInput = z.object({ project: projectName, from: versionId, to: versionId })
export type DiffVersionsInput = z.output<typeof diffVersionsInput>

const diffSide = z.object({
  version: z.string(),
  domain: hostName,
  deployment: deploymentId,
  path: visitorPath,
  output: z.string(),
  status: z.number().int(),
  sha256: z.string(),
  sizeBytes: z.number(),
  createdAt: instant,
})

const changedHeader = z.object({ name: z.string(), from: z.string().nullable(), to: z.string().nullable() })

const diffLine = z.object({ kind: z.enum(['same', 'removed', 'added']), text: z.string() })
export type DiffLine = z.infer<typeof diffLine>

export const versionDiff = z.object({
  from: diffSide,
  to: diffSide,
  headers: z.array(changedHeader),
  tags: z.object({ removed: z.array(z.string()), added: z.array(z.string()) }),
  body: z.object({
    isSame: z.boolean(),
    /** By line; `null` where one of them is no text, or both are too different to be compared. */
    lines: z.array(diffLine).nullable(),
    /** Only the first 512 KB of each were compared. */
    isCut: z.boolean(),
  }),
})
export type VersionDiff = z.infer<typeof versionDiff>
