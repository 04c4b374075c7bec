import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import postgres, { type Sql } from 'postgres'
import { migrate } from '../db/migrate.ts'
import { makeDataDir, postgresDir } from '../lib/launcher/data-dir.ts'
import { startPostgres } from '../lib/launcher/postgres.ts'
import { inheritedEnv } from '../lib/server/env.ts'
import { ROOT, step } from '../scripts/steps.ts'
import { addEntries, addProject, type Place } from './scale-fill.ts'
import { seedUsage } from './seed-usage.ts'

const PROJECTS = 20
const ROUTES = 10
/** Most are of the first project: what is slow is slow there. */
const ENTRIES_OF_OTHERS = 10_000
const ENTRIES_AT_ONCE = 200_000

/**
 * Fills an empty database with 1,000,000 entries (`--entries`) of 20 projects, and their usage: a year by the day of 1,000 paths
 * each, a week by the hour of 2,000. It is that of `DATABASE_URL`, or an embedded one in `--data-dir`, which
 * `FRESHET_DATA_DIR=<that folder> npm start` then shows.
 */
export async function main(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      entries: { type: 'string', default: '1000000' },
      'data-dir': { type: 'string', default: '.freshet/scale' },
    },
  })
  const given = inheritedEnv().DATABASE_URL
  const dir = resolve(ROOT, values['data-dir'])
  const server = given ? undefined : await embedded(dir)
  const url = given || server?.url || ''
  try {
    await migrate(url)
    // Indexes are made of whole tables, and a seed that was cut off is begun anew.
    const connection = { maintenance_work_mem: '512MB', synchronous_commit: 'off' }
    const sql = postgres(url, { max: 1, onnotice: () => {}, connection })
    try {
      await seedScale(sql, Number(values.entries))
    } finally {
      await sql.end({ timeout: 1 })
    }
    if (!given) process.stdout.write(`\n  See it with: FRESHET_DATA_DIR=${values['data-dir']} npm start\n`)
    return 0
  } finally {
    await server?.stop()
  }
}

function embedded(dir: string) {
  return startPostgres({ dir: postgresDir(makeDataDir(dir)), port: 0, isDurable: true, log: () => {} })
}

async function seedScale(sql: Sql, entries: number): Promise<void> {
  const [found] = await sql<{ n: number }[]>`select count(*)::int as n from projects`
  if (found?.n !== 0) throw new Error('The database is not empty: seed:scale fills one of its own.')
  const places = Array.from({ length: PROJECTS }, (_, at): Place => ({ name: `site-${at + 1}`, routes: ROUTES }))
  const [first, ...others] = places
  if (first === undefined) return
  const ofOthers = Math.min(ENTRIES_OF_OTHERS, Math.floor(entries / PROJECTS))
  for (const place of places) await addProject(sql, place)
  await withoutIndexes(sql, 'entries', async () => {
    await step(`Entries of ${others.length} projects`, async () => {
      for (const place of others) await addEntries(sql, place, { from: 0, to: ofOthers })
    })
    const ofFirst = entries - others.length * ofOthers
    for (let from = 0; from < ofFirst; from += ENTRIES_AT_ONCE) {
      const to = Math.min(ofFirst, from + ENTRIES_AT_ONCE)
      await step(`Entries of ${first.name} to ${to} of ${ofFirst}`, () => addEntries(sql, first, { from, to }))
    }
  })
  await step(`A year of usage of ${PROJECTS} projects`, () => seedUsage(sql, places, (part, fill) => step(part, fill)))
  await step('Vacuum and analyze', () => sql`vacuum analyze`)
}

/** Fills a table without what is to be found by, and makes that again of the whole of it: keys stay. */
async function withoutIndexes(sql: Sql, table: string, fill: () => Promise<void>): Promise<void> {
  const indexes = await sql<{ name: string; definition: string }[]>`
    select indexname as name, indexdef as definition from pg_indexes
    where schemaname = current_schema() and tablename = ${table}
      and not exists (select from pg_constraint where conindid = format('%I.%I', schemaname, indexname)::regclass)`
  for (const { name } of indexes) await sql`drop index ${sql(name)}`
  await fill()
  for (const { name, definition } of indexes) await step(`Index ${name}`, () => sql.unsafe(definition))
}
