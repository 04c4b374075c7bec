import { execFileSync } from 'node:child_process'
import postgres from 'postgres'
import { describe, expect, test } from 'vitest'
import { waitForLocks } from '@/lib/ops/testing'
import { faultRounds } from '@/lib/server/env'
import { hold } from './hold.ts'
import { installationFixture } from './installation-fixture.ts'
import { PAGES, PURGED } from './ledger.ts'
import { editAndPurge, promote } from './operators.ts'
import { play } from './play.ts'
import { signal } from './processes.ts'
import { proveRecovered } from './proof.ts'
import { HOST } from './site.ts'
import { until } from './until.ts'
import { visit } from './visitors.ts'

// The least that PostgreSQL takes, so that the queue of the doorbell can be filled.
const fixture = installationFixture({ settings: ['max_notify_queue_pages=64'] })

/** Begins something that has to write to this table, and kills PostgreSQL when it is about to. */
async function killWhile<Result>(table: string, begin: () => Promise<Result>): Promise<Result> {
  const held = await hold(fixture.installation, table)
  const begun = begin()
  await waitForLocks(fixture.installation.pool.sql, 1)
  await fixture.installation.database.kill()
  await held.release()
  await fixture.installation.database.start()
  return await begun
}

async function countJournal(): Promise<number> {
  const [row] = await fixture.installation.pool.sql`select count(*)::int as n from journal`
  return row?.n
}

const [edited] = PURGED
if (edited === undefined) throw new Error('No page is purged.')

describe.each(faultRounds())('round %i', () => {
  test('kill -9 of PostgreSQL while everything goes on: warm pages answer, nothing acknowledged is lost', async (context) => {
    await play(fixture.installation, context, {
      promote: true,
      fault: async ({ operators, round }) => {
        await fixture.installation.database.kill()
        await round()
        await fixture.installation.database.start()
        return `a purge is taken ${await operators.acknowledge(1)} ms after the start`
      },
    })
  })

  test('kill -9 of PostgreSQL during a purge: it is not called done, and is not half done', async () => {
    const before = await countJournal()
    expect(await killWhile('journal', () => editAndPurge(fixture.installation, edited))).toBe(503)
    await until(async () => expect(await countJournal()).toBe(before))
    await proveRecovered(fixture.installation)
  })

  test('kill -9 of PostgreSQL during the write of a page: the page is the old one or the new one, whole', async () => {
    const [edge] = fixture.installation.edges
    if (edge === undefined) throw new Error('No edge runs.')
    expect(await editAndPurge(fixture.installation, edited)).toBe(200)
    await killWhile('versions', async () => {
      // Until the edge knows the purge it has nothing to write.
      await until(async () => expect((await visit(edge, edited.path)).cache).toBe('STALE'))
    })
    await proveRecovered(fixture.installation)
  })

  test('kill -9 of PostgreSQL during a promotion: the domain stays where it was', async () => {
    const [shown] = fixture.installation.ledger.shown
    const other = [...fixture.installation.labels.keys()].find((id) => id !== shown) ?? ''
    expect(await killWhile('domains', () => promote(fixture.installation, other))).toBe(503)
    await until(async () => {
      const [domain] = await fixture.installation.pool.sql`select deployment_id as id from domains where host = ${HOST}`
      expect(domain?.id).toBe(shown)
    })
    await proveRecovered(fixture.installation)
  })

  test('kill -9 of one backend, which takes all connections down: as after a restart', async (context) => {
    await play(fixture.installation, context, {
      promote: true,
      fault: async ({ operators, round }) => {
        const [backend] = await fixture.installation.pool.sql<{ pid: number }[]>`
          select pid from pg_stat_activity where application_name = 'freshet' and pid <> pg_backend_pid() limit 1`
        process.kill(backend?.pid ?? 0, 'SIGKILL')
        await round()
        return `a purge is taken ${await operators.acknowledge(1)} ms later`
      },
    })
  })

  test('PostgreSQL paused: purges are refused, edges say that they are out of touch, warm pages answer', async (context) => {
    await play(fixture.installation, context, {
      fault: async ({ operators, round }) => {
        const paused = fixture.installation.database.pids()
        signal(paused, 'SIGSTOP')
        try {
          const taken = operators.acknowledged
          expect(await editAndPurge(fixture.installation, edited)).toBe(503)
          for (const edge of fixture.installation.edges) {
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
    await play(fixture.installation, context, {
      promote: true,
      fault: async ({ operators, round }) => {
        const listeners = await fixture.installation.pool.sql<{ pid: number }[]>`
          select pid from pg_stat_activity where query ilike 'listen %'`
        expect(listeners).toHaveLength(fixture.installation.edges.length)
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
    await play(fixture.installation, context, {
      promote: true,
      fault: async ({ operators, round }) => {
        const [edge] = fixture.installation.edges
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
    const stuck = postgres(fixture.installation.database.url, { max: 1, onnotice: () => {} })
    const filler = postgres(fixture.installation.database.url, { max: 1, onnotice: () => {} })
    await stuck.unsafe('listen fill')
    await stuck.unsafe('begin')
    try {
      await play(fixture.installation, context, {
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
    const { database, ledger, edges, pool } = fixture.installation
    const [data, earlier] = ['data', 'data.earlier'].map((name) => `${fixture.folder}/postgres/${name}`) as [
      string,
      string,
    ]
    await database.stop()
    // Its files are another user's when we are root.
    execFileSync('cp', ['-a', data, earlier])
    await database.start()
    await proveRecovered(fixture.installation)
    await database.stop()
    execFileSync('rm', ['-r', data])
    execFileSync('mv', [earlier, data])
    ledger.forget()
    await database.start()
    // By the number alone edges may not notice, where as many rows are appended before they read: whoever restores says so.
    await until(async () => void (await pool.sql`update journal_head set epoch = gen_random_uuid()`))
    await proveRecovered(fixture.installation)
    for (const page of PAGES) expect((await visit(edges[0] ?? { port: 0 }, page.path)).status).toBe(200)
  })
})

async function fillUp(fill: () => Promise<void>): Promise<never> {
  for (;;) await fill()
}
