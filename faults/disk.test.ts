import { execFileSync, spawnSync } from 'node:child_process'
import { closeSync, openSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { faultRounds } from '@/lib/server/env'
import type { Installation } from './installation.ts'
import { installationFixture } from './installation-fixture.ts'
import { play } from './play.ts'
import { until } from './until.ts'

const SIZE_MB = 256

let refusal: string | undefined
const fixture = installationFixture({
  settings: ['max_wal_size=48MB', 'min_wal_size=32MB'],
  prepare(folder) {
    refusal = mount(folder)
    return refusal === undefined ? () => execFileSync('umount', [folder]) : undefined
  },
})

/** Puts a small disk there. Gives why that cannot be done. */
function mount(path: string): string | undefined {
  const options = `size=${SIZE_MB}m,mode=0755`
  const { status, stderr, error } = spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', path], {
    encoding: 'utf8',
  })
  return status === 0 ? undefined : `a disk of limited size cannot be mounted: ${(stderr ?? String(error)).trim()}`
}

/** Takes all the space that is left. */
function fill(file: string): void {
  const handle = openSync(file, 'w')
  const bytes = Buffer.alloc(64 * 1024)
  try {
    for (;;) writeSync(handle, bytes)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error
  } finally {
    closeSync(handle)
  }
}

describe.each(faultRounds())('round %i', () => {
  test('the disk is full: pages are served, no purge is lost that was acknowledged, and space is all it needs', async (context) => {
    context.skip(refusal !== undefined, refusal)
    const { database, pool } = fixture.installation
    const file = join(fixture.folder, 'filler')
    await play(fixture.installation, context, {
      promote: true,
      fault: async ({ operators, round }) => {
        try {
          fill(file)
          await round()
          // What is left in the log's last file is soon used up: then PostgreSQL cannot write at all, and ends.
          await exhaustLog(pool.sql)
          await round()
        } finally {
          rmSync(file)
        }
        if (database.pids().length === 0) await database.start()
        await until(async () => void (await pool.sql`select 1`))
        return `a purge is taken ${await operators.acknowledge(1)} ms after there was space`
      },
    })
  })
})

async function exhaustLog(sql: Installation['pool']['sql']): Promise<void> {
  await expect(switchForEver(sql)).rejects.toThrow()
}

async function switchForEver(sql: Installation['pool']['sql']): Promise<never> {
  for (;;) {
    await sql`select pg_logical_emit_message(false, 'filler', repeat('x', 1000000))`
    await sql`select pg_switch_wal()`
  }
}
