import { createHash } from 'node:crypto'
import { brotliDecompressSync } from 'node:zlib'
import type { Installation } from './installation.ts'
import { PAGES, PURGED } from './ledger.ts'
import { editAndPurge } from './operators.ts'
import { HOST, readBody } from './site.ts'
import { until } from './until.ts'
import { visit } from './visitors.ts'

/** One more edit of each page, whatever became of the purges before: from here on all that is shown has to be new. */
export async function purgeAll(installation: Installation): Promise<void> {
  for (const page of PURGED) {
    await until(async () => {
      const status = await editAndPurge(installation, page)
      if (status !== 200) throw new Error(`The purge of ${page.path} was answered with ${status} after the recovery.`)
    })
  }
}

/** Every edge shows every page as HIT, in its last edition and of the deployment that is shown, and all show the same. */
export async function showTheNewest({ edges, ledger, labels }: Installation): Promise<void> {
  for (const page of PAGES) {
    await until(async () => {
      const answers = await Promise.all(edges.map((edge) => visit(edge, page.path)))
      for (const [index, { status, cache, body, headers }] of answers.entries()) {
        const shown = readBody(body)
        const isNewest = shown?.edition === ledger.editionOf(page.name)
        const isShown = ledger.shown.some((id) => labels.get(id) === shown?.label)
        // A page of one second is stale as often as not.
        if (status !== 200 || !isNewest || !isShown || (cache !== 'HIT' && page.kind !== 'short')) {
          const what = `${status} ${cache} edition ${shown?.edition} of ${shown?.label}, ${headers['cache-status']}`
          throw new Error(
            `${edges[index]?.name} shows ${page.path} as ${what}; newest is ${ledger.editionOf(page.name)}.`,
          )
        }
      }
      const bodies = new Set(answers.map(({ body }) => body))
      if (bodies.size !== 1 && page.kind !== 'short')
        throw new Error(`The edges show different bodies of ${page.path}.`)
    })
  }
}

/** What is wrong in the database, a line each: purges that are not in the journal, gaps, versions without their bytes. */
export async function faultsInStore({ pool: { sql }, ledger }: Installation): Promise<readonly string[]> {
  const rows = await sql<{ seq: number }[]>`select seq::float8 as seq from journal order by seq`
  const written = new Set(rows.map(({ seq }) => seq))
  const lost = ledger.seqs
    .filter((seq) => !written.has(seq))
    .map((seq) => `purge ${seq} was answered 2xx and is not in the journal`)
  const [head] = await sql`select seq::int as seq from journal_head`
  const gap = head?.seq === written.size ? [] : [`the journal counts to ${head?.seq} and has ${written.size} rows`]
  const orphans = await sql<{ id: string }[]>`
    select id from versions where not exists (select from blobs where sha256 = versions.blob_sha256)
    union all select id from entries where not exists (select from versions where id = entries.version_id)`
  const [domain] = await sql`select deployment_id as id from domains where host = ${HOST}`
  const moved = ledger.shown.includes(domain?.id) ? [] : [`the domain shows ${domain?.id}, which nobody was told`]
  return [...lost, ...gap, ...orphans.map(({ id }) => `${id} points at nothing`), ...moved, ...(await brokenBlobs(sql))]
}

async function brokenBlobs(sql: Installation['pool']['sql']): Promise<readonly string[]> {
  const broken: string[] = []
  const blobs = sql<{ sha256: string; encoding: string; bytes: Buffer }[]>`select sha256, encoding, bytes from blobs`
  for await (const rows of blobs.cursor(50)) {
    for (const { sha256, encoding, bytes } of rows) {
      const plain = encoding === 'br' ? brotliDecompressSync(bytes) : bytes
      if (createHash('sha256').update(plain).digest('hex') !== sha256) broken.push(`blob ${sha256} holds other bytes`)
    }
  }
  return broken
}

/** Every page is made anew, every edge shows the newest, and the database is whole. Throws what is wrong. */
export async function proveRecovered(installation: Installation): Promise<void> {
  await purgeAll(installation)
  await showTheNewest(installation)
  const faults = await faultsInStore(installation)
  if (faults.length > 0) throw new Error(`The database is not whole: ${faults.join('; ')}`)
}
