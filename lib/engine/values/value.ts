import { isLongerThan } from '@/lib/engine/bytes'
import type { Environment } from '@/lib/engine/deployment'
import type { Body, Cover } from '@/lib/engine/entry'
import { isTag } from '@/lib/engine/prerenders/freshness'
import { deletionOf } from '@/lib/engine/purges/cover'

/** What a function keeps: answers of `fetch`, results of cached functions, and what it stored itself. */
export const VALUE_KINDS = ['fetch', 'use_cache', 'runtime'] as const
export type ValueKind = (typeof VALUE_KINDS)[number]

/** Whose values they are. Deployments of one environment share them, as the reference has it. */
export type ValuePlace = { readonly projectId: string; readonly environment: Environment }

/** Names one value of the data cache. */
export type ValueId = ValuePlace & { readonly kind: ValueKind; readonly key: string }

/** One value that functions keep beside pages, with what decides whether they may be given it. */
export type CachedValue = {
  readonly id: ValueId
  readonly tags: readonly string[]
  /** What whoever stored it wants to have back beside the bytes, in its own words. */
  readonly note: string
  readonly body: Body
  /** Every purge up to this journal number was known when it began to be made. */
  readonly stamp: number
  readonly madeAtMs: number
  /** `null` is without limit. */
  readonly expiresAtMs: number | null
}

/** Largest value, in bytes before compression (reference: runtime cache, 2 MB). */
const MAX_VALUE_BYTES = 2 * 1024 * 1024
const MAX_TAGS = 128
const MAX_KEY_BYTES = 8 * 1024

/** Distinct ids give distinct names: fields are length-prefixed. */
export function valueKey({ projectId, environment, kind, key }: ValueId): string {
  return [projectId, environment, kind, key].map((field) => `${field.length}:${field}`).join('')
}

/** The tags that a value is stored with: too long ones never attach. */
export function attachableTags(tags: readonly string[]): readonly string[] {
  return [...new Set(tags)].filter(isTag)
}

/** Why a value cannot be kept; `undefined` when it can. One with a tag left out could not be purged by it. */
export function whyNotKept(value: {
  readonly key: string
  readonly tags: readonly string[]
  readonly bytes: Uint8Array
}): string | undefined {
  if (value.bytes.byteLength > MAX_VALUE_BYTES) return `A value has ${MAX_VALUE_BYTES} bytes at most.`
  if (value.tags.length > MAX_TAGS) return `A value has ${MAX_TAGS} tags at most.`
  if (isLongerThan(MAX_KEY_BYTES, value.key)) return `The key of a value has ${MAX_KEY_BYTES} bytes at most.`
  return undefined
}

/** What a function may do with a value: use it, use it once while it makes another, or make another first. */
export type ValueVerdict = 'fresh' | 'stale' | 'gone'

/** Whether a function may be given a value: by numbers, as pages are judged. */
export function judgeValue(value: CachedValue, cover: Cover, nowMs: number): ValueVerdict {
  if (deletionOf(cover, value.stamp, nowMs) !== undefined) return 'gone'
  if (value.expiresAtMs !== null && nowMs >= value.expiresAtMs) return 'gone'
  return cover.invalidatedSeq > value.stamp ? 'stale' : 'fresh'
}
