import { execFileSync } from 'node:child_process'
import postgres from 'postgres'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { faultRounds } from '@/lib/server/env'
import { type Folder, makeFolder } from './folder.ts'
import { hold, untilBlocked } from './hold.ts'
import { type Installation, openInstallation } from './installation.ts'
import { PAGES, PURGED } from './ledger.ts'
import { editAndPurge, promote } from './operators.ts'
import { play } from './play.ts'
import { signal } from './processes.ts'
import { faultsInStore, purgeAll, showTheNewest } from './proof.ts'
import { HOST } from './site.ts'
import { until } from './until.ts'
import { visit } from './visitors.ts'

let folder: Folder
let installation: Installation

beforeAll(async () => {
  folder = makeFolder()
  // The least that PostgreSQL takes, so that the queue of the doorbell can be filled.
  installation = await openInstallation({ folder: folder.path, settings: ['max_notify_queue_pages=64'] })
  await showTheNewest(installation)
})

afterAll(async () => {
  await installation?.close()
  folder.remove()
})

/** Begins something that has to write to this table, and kills PostgreSQL when it is about to. */
async function killWhile<Result>(table: string, begin: () => Promise<Result>): Promise<Result> {
  const held = await hold(installation, table)
  const begun = begin()
  await untilBlocked(installation)
  await installation.database.kill()
  await held.release()
  await installation.database.start()
  return await begun
}

async function countJournal(): Promise<number> {
  const [row] = await installation.pool.sql`select count(*)::int as n from journal`
  return row?.n
}

async function recovered(): Promise<void> {
  await purgeAll(installation)
  await showTheNewest(installation)
  expect(await faultsInStore(installation)).toEqual([])
}

const [edited] = PURGED
if (edited === undefined) throw new Error('No page is purged.')

describe.each(faultRounds())('round %i', () => {
  test('kill -9 of PostgreSQL while everything goes on: warm pages answer, nothing acknowledged is lost', async (context) => {
    await play(installation, context, {
      promote: true,
      fault: async ({ operators, round }) => {
        await installation.database.kill()
        await round()
        await installation.database.start()
        return `a purge is taken ${await operators.acknowledge(1)} ms after the start`
      },
    })
  })

  test('kill -9 of PostgreSQL during a purge: it is not called done, and is not half done', async () => {
    const before = await countJournal()
    expect(await killWhile('journal', () => editAndPurge(installation, edited))).toBe(503)
    expect(await until(async () => expect(await countJournal()).toBe(before))).toBeTypeOf('number')
    await recovered()
  })

  test('kill -9 of PostgreSQL during the write of a page: the page is the old one or the new one, whole', async () => {
    const [edge] = installation.edges
    if (edge === undefined) throw new Error('No edge runs.')
    expect(await editAndPurge(installation, edited)).toBe(200)
    const shown = await killWhile('versions', async () => {
      // Until the edge knows the purge it has nothing to write.
      await until(async () => expect((await visit(edge, edited.path)).cache).toBe('STALE'))
    })
    expect(shown).toBeUndefined()
    await recovered()
  })

  test('kill -9 of PostgreSQL during a promotion: the domain stays where it was', async () => {
    const [shown] = installation.ledger.shown
    const other = [...installation.labels.keys()].find((id) => id !== shown) ?? ''
    expect(await killWhile('domains', () => promote(installation, other))).toBe(503)
    await until(async () => {
      const [domain] = await installation.pool.sql`select deployment_id as id from domains where host = ${HOST}`
      expect(domain?.id).toBe(shown)
    })
    await recovered()
  })

  test('kill -9 of one backend, which takes all connections down: as after a restart', async (context) => {
    await play(installation, context, {
      promote: true,
      fault: async ({ operators, round }) => {
        const [backend] = await installation.pool.sql<{ pid: number }[]>`
          select pid from pg_stat_activity where application_name = 'freshet' and pid <> pg_backend_pid() limit 1`
        process.kill(backend?.pid ?? 0, 'SIGKILL')
        await round()
        return `a purge is taken ${await operators.acknowledge(1)} ms later`
      },
    })
  })

  test('PostgreSQL paused: purges are refused, edges say that they are out of touch, warm pages answer', async (context) => {
    await play(installation, context, {
      fault: async ({ operators, round }) => {
        const paused = installation.database.pids()
        signal(paused, 'SIGSTOP')
        try {
          const taken = operators.acknowledged
          expect(await editAndPurge(installation, edited)).toBe(503)
          for (const edge of installation.edges) {
            const { cache, headers } = await visit(edge, '/steady/steady-0')
            expect(`${cache} ${headers['cache-status']}`).toContain('control_lost')
          }
          await round()
          expect(operators.acknowledged).toBe(taken)
        } finally {
          signal(paused, 'SIGCONT')
        }
        return `a purge is taken ${await operators.acknowledge(1)} ms later`
      },
    })
  })

  test('listeners cut silently: purges are obeyed all the same', async (context) => {
    await play(installation, context, {
      promote: true,
      fault: async ({ operators, round }) => {
        const listeners = await installation.pool.sql<{ pid: number }[]>`
          select pid from pg_stat_activity where query ilike 'listen %'`
        expect(listeners).toHaveLength(installation.edges.length)
        const pids = listeners.map(({ pid }) => pid)
        signal(pids, 'SIGSTOP')
        try {
          await operators.acknowledge(10)
          await round()
        } finally {
          signal(pids, 'SIGCONT')
        }
        return undefined
      },
    })
  })

  test('one edge cut off from the database: it says so, and the others obey', async (context) => {
    await play(installation, context, {
      promote: true,
      fault: async ({ operators, round }) => {
        const [edge] = installation.edges
        if (edge === undefined) throw new Error('No edge runs.')
        edge.link.cut()
        try {
          const outOfTouchMs = await until(async () => {
            const { headers } = await visit(edge, '/steady/steady-0')
            expect(headers['cache-status']).toContain('control_lost')
          })
          await operators.acknowledge(5)
          await round()
          return `it said so after ${outOfTouchMs} ms`
        } finally {
          edge.link.mend()
        }
      },
    })
  })

  test('the queue of the doorbell is full: purges are taken and obeyed all the same', async (context) => {
    const stuck = postgres(installation.database.url, { max: 1, onnotice: () => {} })
    const filler = postgres(installation.database.url, { max: 1, onnotice: () => {} })
    await stuck.unsafe('listen fill')
    await stuck.unsafe('begin')
    try {
      await play(installation, context, {
        fault: async ({ operators, round }) => {
          const fill = async () => void (await filler`select pg_notify('fill', repeat('x', 7900))`)
          await expect(fillUp(fill)).rejects.toThrow('too many notifications')
          const taken = operators.purges.get(200) ?? 0
          await operators.acknowledge(10)
          await round()
          return `${operators.acknowledged - taken} purges without a doorbell`
        },
      })
    } finally {
      await stuck.unsafe('rollback')
      await Promise.all([stuck.end(), filler.end()])
    }
  })

  test('a database that comes back as it was earlier: what edges know of the time since counts for nothing', async () => {
    const { database, ledger, edges, pool } = installation
    const [data, earlier] = ['data', 'data.earlier'].map((name) => `${folder.path}/postgres/${name}`) as [
      string,
      string,
    ]
    await database.stop()
    // Its files are another user's when we are root.
    execFileSync('cp', ['-a', data, earlier])
    await database.start()
    await recovered()
    await database.stop()
    execFileSync('rm', ['-r', data])
    execFileSync('mv', [earlier, data])
    ledger.forget()
    await database.start()
    // By the number alone edges may not notice, where as many rows are appended before they read: whoever restores says so.
    await until(async () => void (await pool.sql`update journal_head set epoch = gen_random_uuid()`))
    await recovered()
    for (const page of PAGES) expect((await visit(edges[0] ?? { port: 0 }, page.path)).status).toBe(200)
  })
})

async function fillUp(fill: () => Promise<void>): Promise<never> {
  for (;;) await fill()
}
