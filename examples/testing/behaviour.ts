import assert from 'node:assert/strict'
import type { Feature, Framework } from './framework.ts'
import { type Answer, describe, type Site } from './site.ts'

/** What a behaviour is tried with. */
export type Trial = {
  readonly framework: Framework
  readonly site: Site
  readonly advance: (seconds: number) => Promise<void>
  /** Invalidates a tag or a path on the site's domain, as an operator does. */
  readonly purge: (by: '--tag' | '--path', selector: string) => Promise<void>
  /** A draft link of a page, as an operator makes one: where on the site it opens, and its end. */
  readonly draftLink: (path: string) => Promise<{ readonly path: string; readonly revoke: () => Promise<void> }>
  /** The token of the build, for revalidation on demand. */
  readonly bypassToken: () => Promise<string>
}

/**
 * Resolves when the behaviour is as promised, with the figure to show in its cell if it is about one. Rejects otherwise,
 * with `Absent` where the framework has no such thing.
 */
export type Behaviour = (trial: Trial) => Promise<string | undefined>

/** Some behaviours by what they promise, in the order they are tried. */
export type Behaviours = Readonly<Record<string, Behaviour>>

/** The framework does not have the behaviour; the message says why. */
export class Absent extends Error {}

/** The feature, for who has it. Throws `Absent` with the reason otherwise. */
export function need<T extends string | object>(feature: Feature<T>): T {
  if (isAbsent(feature)) throw new Absent(feature.reason)
  return feature
}

/** The feature, where a framework has one that few have. Throws `Absent` with the reason otherwise. */
export function needRare<T>(feature: T | undefined, reason: string): T {
  if (feature === undefined) throw new Absent(reason)
  return feature
}

function isAbsent<T extends string | object>(
  feature: Feature<T>,
): feature is Extract<typeof feature, { reason: string }> {
  return typeof feature === 'object' && 'reason' in feature
}

/** The first visit may wait for a render; the one after it must not. */
export async function isHit(site: Site, path: string): Promise<Answer> {
  await site.get(path)
  return site.until(path, ({ cache }) => cache === 'HIT')
}

/** Waits until another render than `before` is stored. */
export async function isRenewed(site: Site, path: string, before: Answer): Promise<Answer> {
  return site.until(path, ({ cache, renderId }) => cache === 'HIT' && renderId !== before.renderId)
}

/** After a purge the page is served once more, stale, and then a new one. */
export async function isPurged(site: Site, path: string, before: Answer): Promise<void> {
  const stale = await site.until(path, ({ cache }) => cache !== 'HIT')
  assert.equal(describe(stale), describe({ ...before, cache: 'STALE' }))
  await isRenewed(site, path, before)
}

/** A cookie that opens draft mode. */
export async function draftCookie({ framework, site }: Trial): Promise<string> {
  const draft = need(framework.draft)
  const opened = await site.get(draft.switch)
  const cookies = (opened.headers['set-cookie'] ?? []).map((line) => line.split(';')[0] ?? '')
  assert.ok(
    cookies.some((cookie) => cookie.startsWith('__prerender_bypass=')),
    `${draft.switch} set no draft cookie: ${describe(opened)}`,
  )
  return cookies.join('; ')
}
