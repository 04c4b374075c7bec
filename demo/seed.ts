import { mkdirSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { openDb } from '@/db/client'
import { settle } from '@/db/queries/demo'
import { hasProjects } from '@/db/queries/projects'
import { readEnv } from '@/lib/server/env'
import { createLog } from '@/lib/server/log'
import { chanceOf } from './chance'
import { failsFrom } from './failing'
import { leaveBehind } from './leftovers'
import { DAY_MS, type Month, openMonth, projectIdOf } from './month'
import { perform } from './perform'
import { SITES } from './sites'
import { storyOf } from './story'
import type { SiteMonth } from './traffic'
import { countMonth, countsOf } from './usage'

const DAYS = 30

/** Fills the empty database of `DATABASE_URL` with the month before `--now`; with the same `--seed` the figures are the same. */
async function main(): Promise<void> {
  const { values } = parseArgs({ options: { seed: { type: 'string', default: '1' }, now: { type: 'string' } } })
  const env = readEnv()
  mkdirSync(env.FRESHET_DATA_DIR, { recursive: true })
  const nowMs = values.now === undefined ? Date.now() : Number(values.now)
  const pool = openDb(env.DATABASE_URL, { maxConnections: 2 })
  try {
    if (await hasProjects(pool.db)) throw new Error('The database is not empty: the demo fills one of its own.')
    const months = await tell(await openMonth(env, createLog('fatal'), nowMs))
    progress('Usage by the minute, the hour and the day')
    // Up to this moment, so that there is no gap before what edges count from here on.
    const month = { nowMs: values.now === undefined ? Date.now() : nowMs, days: DAYS }
    await countMonth(pool.db, countsOf(months, { ...month, chance: chanceOf(values.seed) }), month)
    await settle(pool.db)
  } finally {
    await pool.close()
  }
}

/** Lets the month happen; resolves to what each site showed, and when it was purged. */
async function tell(month: Month): Promise<readonly SiteMonth[]> {
  try {
    const events = storyOf()
    for (const [n, event] of events.entries()) {
      if (n % 30 === 0) progress(`The month, ${Math.round(event.daysAgo)} days ago`)
      await month.goTo(event.daysAgo * DAY_MS)
      await perform(month, event)
    }
    await month.goTo(0)
    await leaveBehind(month)
    return await Promise.all(SITES.map((site) => monthOf(month, site)))
  } finally {
    await month.close()
  }
}

async function monthOf(month: Month, site: SiteMonth['site']): Promise<SiteMonth> {
  const shows = month.shows.filter(({ project }) => project === site.project)
  return {
    site,
    projectId: await projectIdOf(month, site.project),
    shown: shows.map(({ deploymentId, atMs }, n) => ({
      deploymentId,
      fromMs: n === 0 ? 0 : atMs,
      untilMs: shows[n + 1]?.atMs ?? Number.POSITIVE_INFINITY,
    })),
    purgesMs: month.purges.filter(({ project }) => project === site.project).map(({ atMs }) => atMs),
    failsFromMs: failsFrom(site.project, Number.POSITIVE_INFINITY, month.nowMs) ?? Number.POSITIVE_INFINITY,
  }
}

function progress(line: string): void {
  process.stdout.write(`  ${line} …\n`)
}

await main()
