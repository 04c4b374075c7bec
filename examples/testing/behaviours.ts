import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { Framework } from './frameworks.ts'
import { type Answer, describe, type Site } from './site.ts'

/** What a behaviour is tried with. */
export type Trial = {
  readonly framework: Framework
  readonly site: Site
  readonly advance: (seconds: number) => Promise<void>
  /** Invalidates a tag on the site's domain, as an operator does. */
  readonly purgeTag: (tag: string) => Promise<void>
}

/** Resolves when the behaviour is as promised. Rejects otherwise, with `Absent` where the framework has no such thing. */
export type Behaviour = (trial: Trial) => Promise<void>

/** The framework does not have the behaviour; the message says why. */
export class Absent extends Error {}

const VISITORS = 20
const prerenderConfig = z.object({ bypassToken: z.string() })

/** In the order they are tried: the clock only moves forward, and each leaves its page warm. */
export const BEHAVIOURS: Readonly<Record<string, Behaviour>> = {
  'timed: fresh until its time is out': async ({ framework, site }) => {
    const first = await site.get(framework.paths.timed)
    assert.match(first.cache, /^(MISS|PRERENDER)$/, describe(first))
    const second = await isHit(site, framework.paths.timed)
    assert.equal(second.renderId, first.renderId)
  },

  'stale: served once more, rendered behind': async ({ framework, site, advance }) => {
    const path = framework.paths.timed
    const before = await isHit(site, path)
    await advance(60)
    const stale = await site.get(path)
    assert.equal(describe(stale), describe({ ...before, cache: 'STALE' }))
    await isRenewed(site, path, before)
  },

  'collapsed: many visitors, one render': async ({ framework, site }) => {
    const visits = await Promise.all(Array.from({ length: VISITORS }, () => site.get(framework.paths.slow)))
    assert.deepEqual([...new Set(visits.map(({ status, cache }) => `${status} ${cache}`))], ['200 MISS'])
    assert.equal(new Set(visits.map(({ renderId }) => renderId)).size, 1, 'more than one render')
    assert.notEqual(visits[0]?.renderId, '')
  },

  'on demand: the token rebuilds': async ({ framework, site }) => {
    const path = framework.paths.onDemand
    const before = await site.get(path)
    const refused = await site.get(path, { 'x-prerender-revalidate': 'not-the-token-0123456789abcdef01234567' })
    assert.equal(refused.renderId, before.renderId, 'a wrong token rebuilt the page')
    const rebuilt = await site.get(path, { 'x-prerender-revalidate': await readBypassToken(framework) })
    assert.equal(`${rebuilt.status} ${rebuilt.cache}`, '200 REVALIDATED')
    assert.notEqual(rebuilt.renderId, before.renderId)
    const after = await isHit(site, path)
    assert.equal(after.renderId, rebuilt.renderId)
  },

  'tag: a purge reaches the page': async ({ framework, site, purgeTag }) => {
    await isReachedBy(framework.tag, framework.paths.tagged, { site, purgeTag })
  },

  'tag: that the framework gives': async ({ framework, site, purgeTag }) => {
    if ('reason' in framework.ownTag) throw new Absent(framework.ownTag.reason)
    await isReachedBy(framework.ownTag.tag, framework.ownTag.path, { site, purgeTag })
  },

  'draft mode: bypasses, stores nothing': async ({ framework, site }) => {
    const path = framework.paths.draft
    const printed = await isHit(site, path)
    const opened = await site.get(framework.paths.draftSwitch)
    const cookie = opened.headers['set-cookie']?.find((line) => line.startsWith('__prerender_bypass='))?.split(';')[0]
    assert.ok(cookie, `${framework.paths.draftSwitch} set no draft cookie: ${describe(opened)}`)
    const [draft, again] = [await site.get(path, { cookie }), await site.get(path, { cookie })]
    assert.equal(`${draft.status} ${draft.cache}`, '200 BYPASS')
    assert.ok(draft.body.includes(framework.draftMark), 'the draft does not show')
    assert.notEqual(again.renderId, draft.renderId, 'a draft was stored')
    assert.equal(describe(await site.get(path)), describe(printed))
  },

  '404: cached': async ({ framework, site }) => {
    const first = await isHit(site, framework.paths.missing)
    const second = await site.get(framework.paths.missing)
    assert.equal(`${second.status} ${second.cache}`, '404 HIT')
    assert.ok(second.body === first.body, 'rendered again')
  },

  'redirect: cached': async ({ framework, site }) => {
    const path = framework.paths.moved
    const rebuilt = await site.get(path, { 'x-prerender-revalidate': await readBypassToken(framework) })
    assert.equal(`${rebuilt.status} ${rebuilt.cache}`, '307 REVALIDATED')
    const second = await isHit(site, path)
    assert.equal(second.status, 307)
    // Next.js names it twice; a visitor gets it once.
    assert.deepEqual(second.headers.location, [framework.movedTo])
  },

  'dynamic: never cached': async ({ framework, site }) => {
    const [first, second] = [await site.get(framework.paths.dynamic), await site.get(framework.paths.dynamic)]
    assert.deepEqual([first.cache, second.cache], ['MISS', 'MISS'])
    assert.notEqual(second.renderId, first.renderId)
  },
}

/** The first visit may wait for a render; the one after it must not. */
async function isHit(site: Site, path: string): Promise<Answer> {
  await site.get(path)
  return site.until(path, ({ cache }) => cache === 'HIT')
}

async function isRenewed(site: Site, path: string, before: Answer): Promise<void> {
  await site.until(path, ({ cache, renderId }) => cache === 'HIT' && renderId !== before.renderId)
}

async function isReachedBy(
  tag: string,
  path: string,
  { site, purgeTag }: Pick<Trial, 'site' | 'purgeTag'>,
): Promise<void> {
  const before = await isHit(site, path)
  await purgeTag(tag)
  const stale = await site.until(path, ({ cache }) => cache !== 'HIT')
  assert.equal(describe(stale), describe({ ...before, cache: 'STALE' }))
  await isRenewed(site, path, before)
}

async function readBypassToken({ dir, paths }: Framework): Promise<string> {
  const file = join(dir, '.vercel', 'output', 'functions', `${paths.onDemand.slice(1)}.prerender-config.json`)
  return prerenderConfig.parse(JSON.parse(await readFile(file, 'utf8'))).bypassToken
}
