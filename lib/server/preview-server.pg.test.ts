import { once } from 'node:events'
import { get as ask } from 'node:http'
import { text } from 'node:stream/consumers'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { findProject } from '@/db/queries/projects'
import { blobs } from '@/db/schema/blobs'
import { deployments } from '@/db/schema/deployments'
import { openTestDb } from '@/db/testing'
import { createPacker } from '@/lib/adapters/memory/packer'
import { createPostgresEntryStore } from '@/lib/adapters/postgres/entry-store'
import { previewVersionInput } from '@/lib/contract/previews'
import { listVersionsInput } from '@/lib/contract/versions'
import { entryOf, generationOf, idOf, T0 } from '@/lib/engine/contract-tests/builders'
import type { Version } from '@/lib/engine/entry'
import { DEFAULT_SETTINGS, type OpsContext } from '@/lib/ops/context'
import { deploy, testContext, tokenActor } from '@/lib/ops/testing'
import { listVersions } from '@/lib/ops/versions/list-versions'
import { labelFor } from '@/lib/ops/versions/preview-label'
import { signPermit } from '@/lib/ops/versions/preview-token'
import { previewVersion } from '@/lib/ops/versions/preview-version'
import { createPreviewServer, listenForPreviews } from '@/lib/server/preview-server'

const key = 'a secret of the fleet'
const pool = await openTestDb()
const { db, sql } = pool
const errors: unknown[] = []
const server = createPreviewServer({ db, key, onError: (error) => errors.push(error) })
let [port, projectId, deploymentId] = [0, '', '']

beforeAll(async () => {
  port = await listenForPreviews(server, 0, '127.0.0.1')
})
afterAll(async () => {
  server.closeAllConnections()
  server.close()
  await pool.close()
  expect(errors).toEqual([])
})
beforeEach(async () => {
  await sql`truncate projects, deployments, deployment_blobs, domains, entries, entry_groups, versions, generations, blobs cascade`
  deploymentId = (await deploy(testContext(db), { promote: true })).id
  projectId = (await findProject(db, 'shop'))?.id ?? ''
})

const PAGE = `<script>fetch('/api/v1/projects')</script>${'<p>12 €</p>'.repeat(200)}`
const contextOf = (actor = testContext(db).actor) => {
  const context = testContext(db, actor)
  return { ...context, settings: { ...DEFAULT_SETTINGS, previews: { key, url: null, port } } }
}

/** A stored version of a page. */
async function store(version: Partial<Version> = {}): Promise<string> {
  const id = idOf({ projectId, deploymentId, domain: 'shop.localhost', path: '/prices' })
  const body = await createPacker().pack(new TextEncoder().encode(PAGE))
  const entry = entryOf({ id, version: { body, ...version } })
  await createPostgresEntryStore(db).commit(generationOf([entry], { stamp: 1, endedAtMs: T0 }))
  const place = { project: 'shop', domain: 'shop.localhost', path: '/prices' }
  const list = await listVersions(contextOf(), listVersionsInput.parse(place))
  return list.generations[0]?.members[0]?.version ?? ''
}

const linksTo = (version: string, context: OpsContext = contextOf()) =>
  previewVersion(context, previewVersionInput.parse({ project: 'shop', version }))
const get = (path: string | null, init: RequestInit = {}) => fetch(`http://127.0.0.1:${port}${path}`, init)

test('T26: a link shows the exact bytes of a version, where no script runs and nothing is loaded', async () => {
  const { page } = await linksTo(
    await store({
      headers: [
        ['content-type', 'text/html'],
        ['set-cookie', 'a=1'],
      ],
    }),
  )
  for (const encoding of ['br', 'identity']) {
    const response = await get(page, { headers: { 'accept-encoding': encoding } })
    expect(response.status).toBe(200)
    expect(await response.text()).toBe(PAGE)
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(response.headers.get('content-security-policy')).toMatch(/^sandbox; default-src 'none'; /)
    expect(response.headers.get('content-security-policy')).not.toMatch(/allow-|script-src|connect-src/)
    expect(response.headers.get('set-cookie')).toBeNull()
    expect(response.headers.get('access-control-allow-origin')).toBeNull()
  }
})

test.each([
  ['a script', 'text/html', '<script>top.wasRun = 1</script>'],
  ['an event handler', 'text/html; charset=utf-8', '<img src=x onerror="top.wasRun = 1">'],
  ['a refresh', 'text/html', '<meta http-equiv="refresh" content="0; url=https://evil.example">'],
  ['a link that is a script', 'text/html', '<a href="javascript:alert(1)">prices</a>'],
  ['another base', 'text/html', '<base href="https://evil.example/"><form action="x"><button>Sign in</button></form>'],
  ['a policy of its own', 'text/html', `<meta http-equiv="content-security-policy" content="script-src *">`],
  [
    'a drawing with a script',
    'image/svg+xml',
    '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
  ],
  [
    'a document of XML',
    'application/xhtml+xml',
    '<html xmlns="http://www.w3.org/1999/xhtml"><script>1</script></html>',
  ],
  ['a page that calls itself text', 'text/plain', '<script>top.wasRun = 1</script>'],
  ['a type that no browser knows', 'text/x-unknown', '<script>top.wasRun = 1</script>'],
  ['no type', '', '<script>top.wasRun = 1</script>'],
])('T26: of a stored page nothing runs, loads, is sent or leads away: %s', async (_title, type, text) => {
  const body = await createPacker().pack(new TextEncoder().encode(text))
  const stored = { body, headers: type === '' ? [] : [['content-type', type] as const] }
  const { page, download } = await linksTo(await store(stored))
  for (const path of [page, download]) {
    if (path === null) continue
    const { headers, status } = await get(path)
    expect(status).toBe(200)
    const policy = headers.get('content-security-policy') ?? ''
    expect(policy).toMatch(/^sandbox; default-src 'none'; /)
    expect(policy).not.toMatch(/allow-|script-src|connect-src|form-action (?!'none')|https?:/)
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('set-cookie')).toBeNull()
  }
  if (!/^text\/html|svg|xhtml/.test(type) && page !== null) {
    expect((await get(page)).headers.get('content-type')).toBe('text/plain; charset=utf-8')
  }
})

test('T26: a download is bytes and never a page', async () => {
  const version = await store()
  const response = await get((await linksTo(version)).download)
  expect(await response.text()).toBe(PAGE)
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'content-type': 'application/octet-stream',
    'content-disposition': `attachment; filename="${version}"`,
    'x-content-type-options': 'nosniff',
  })
})

test('texts are shown as text, and what is no text has a download alone', async () => {
  const json = await linksTo(await store({ headers: [['content-type', 'application/json']] }))
  expect((await get(json.page)).headers.get('content-type')).toBe('text/plain; charset=utf-8')
  await sql`truncate entries, entry_groups, versions, generations cascade`
  const zip = await linksTo(await store({ headers: [['content-type', 'application/zip']] }))
  expect(zip.page).toBeNull()
  expect((await get(zip.download)).status).toBe(200)
})

test('T26: the origin of previews has no session and no API, whatever a browser brings', async () => {
  const headers = { cookie: 'freshet_session=x', authorization: 'Bearer x' }
  for (const path of ['/', '/api/v1/projects', '/shop/paths', '/preview/', '/preview/a.b', '/preview/a.b/c']) {
    const response = await get(path, { headers })
    expect(response.status).toBe(403)
    expect(response.headers.get('set-cookie')).toBeNull()
  }
  expect((await get('/api/v1/purges', { method: 'POST', headers })).status).toBe(405)
})

test('a link is of one purpose and ends, and its version may go meanwhile', async () => {
  const version = await store()
  const { page, download } = await linksTo(version)
  expect((await get(page?.replace('/preview/', '/download/') ?? '')).status).toBe(403)
  expect((await get(download.replace('/download/', '/preview/'))).status).toBe(403)
  const ended = signPermit(key, { purpose: 'preview', projectId, versionId: version, endsAtMs: Date.now() - 60_000 })
  expect(await (await get(`/preview/${ended}`)).text()).toBe('This link has ended. Reload the path in the dashboard.\n')
  await sql`truncate entries, entry_groups, versions, generations cascade`
  expect((await get(page)).status).toBe(404)
})

test('links are for whoever may read the project, to versions that are kept', async () => {
  const version = await store()
  await expect(linksTo(version, contextOf(tokenActor(['read'], 'prj_other')))).rejects.toMatchObject({
    code: 'not_found',
  })
  await expect(linksTo('ver_gone')).rejects.toMatchObject({ code: 'not_found' })
  await expect(linksTo(version, testContext(db))).rejects.toMatchObject({ code: 'unavailable' })
})

/** What the deployment has beside its pages, by path. */
const FILES = {
  '/site.css': ['text/css', 'h1 { color: teal }'],
  '/fonts/serif.woff2': ['font/woff2', 'a font'],
  '/photo.png': ['image/png', 'a picture'],
  '/app.js': ['text/javascript', 'fetch("/api/v1/projects")'],
  '/about.html': ['text/html', '<script>alert(1)</script>'],
  '/prices.json': ['application/json', '{}'],
} as const

async function addFiles(id: string, files: Readonly<Record<string, readonly [string, string]>>) {
  const outputs = await Promise.all(
    Object.entries(files).map(async ([name, [contentType, body]]) => {
      const { sha256, identity } = await createPacker().pack(new TextEncoder().encode(body))
      const blob = { sha256, encoding: 'identity', bytes: identity, sizeBytes: identity.length } as const
      await db
        .insert(blobs)
        .values({ ...blob, storedBytes: identity.length })
        .onConflictDoNothing()
      return { kind: 'static', name, aliases: [], contentType, file: { sha256, sizeBytes: identity.length } }
    }),
  )
  await db.update(deployments).set({ manifest: { outputs } }).where(eq(deployments.id, id))
}

/** Asks as a browser does that found this host. */
async function askHost(label: string, path: string, headers: Readonly<Record<string, string>> = {}) {
  const host = `${label}.preview.localhost:${port}`
  const request = ask({ host: '127.0.0.1', port, path, headers: { ...headers, host } })
  const [response] = await once(request, 'response')
  return { status: response.statusCode, headers: response.headers, body: await text(response), host }
}

async function labelOf(version: string): Promise<string> {
  return (await linksTo(version)).site?.label ?? ''
}

test('on a host of its own a version has the styles, fonts and images of its deployment, and no script of it', async () => {
  await addFiles(deploymentId, FILES)
  const label = await labelOf(await store())
  const shown = await askHost(label, '/prices')
  expect(shown).toMatchObject({ status: 200, body: PAGE })
  const policy = shown.headers['content-security-policy']
  expect(policy).toMatch(/^sandbox; default-src 'none'; /)
  expect(policy).toContain(`style-src ${shown.host} 'unsafe-inline'`)
  expect(policy).not.toMatch(/allow-|script-src|connect-src|http/)

  for (const [path, type] of [
    ['/site.css', 'text/css; charset=utf-8'],
    ['/fonts/serif.woff2', 'font/woff2'],
    ['/photo.png', 'image/png'],
    ['/_next/image?url=%2Fphoto.png&w=640&q=75', 'image/png'],
  ]) {
    const { status, headers } = await askHost(label, path ?? '')
    expect([path, status, headers['content-type']]).toEqual([path, 200, type])
    expect(headers['x-content-type-options']).toBe('nosniff')
    expect(headers['content-security-policy']).toMatch(/^sandbox; /)
    expect(headers['set-cookie']).toBeUndefined()
  }
  for (const path of ['/app.js', '/about.html', '/prices.json', '/none.css', '/', '/_next/image?url=%2Fapp.js']) {
    expect([path, (await askHost(label, path)).status]).toEqual([path, 404])
  }
})

test('no host has a session or an API, whatever a browser brings, and none shows files of another project', async () => {
  await addFiles(deploymentId, FILES)
  const version = await store()
  const other = await deploy(testContext(db), { project: 'other', promote: true })
  await addFiles(other.id, { '/secret.css': ['text/css', 'p {}'] })
  const label = await labelOf(version)
  const cookie = { cookie: 'freshet_session=x', authorization: 'Bearer x' }
  for (const path of ['/api/v1/projects', '/secret.css', '//other/secret.css', '/../secret.css', '/preview/a.b', '*']) {
    const { status, headers } = await askHost(label, path, cookie)
    expect([path, status]).toEqual([path, 404])
    expect(headers['set-cookie']).toBeUndefined()
  }
})

test('a host ends, is made by nobody without the key, and is gone with its version; files go with their deployment', async () => {
  await addFiles(deploymentId, FILES)
  const version = await store()
  const ended = labelFor(key, { versionId: version, endsAtMs: Date.now() - 60_000 }) ?? ''
  expect(await askHost(ended, '/prices')).toMatchObject({ status: 403 })
  expect(await askHost(ended, '/site.css')).toMatchObject({ status: 403 })
  const forged = labelFor('another key', { versionId: version, endsAtMs: Date.now() + 60_000 }) ?? ''
  expect(await askHost(forged, '/prices')).toMatchObject({ status: 403 })
  const label = await labelOf(version)
  await sql`update deployments set state = 'deleted' where id = ${deploymentId}`
  expect(await askHost(label, '/site.css')).toMatchObject({ status: 404 })
  expect(await askHost(label, '/prices')).toMatchObject({ status: 200 })
  await sql`truncate entries, entry_groups, versions, generations cascade`
  expect(await askHost(label, '/prices')).toMatchObject({ status: 404 })
})
