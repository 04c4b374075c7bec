import { execFile } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { build, type Plugin } from 'esbuild'
import packageJson from '../package.json' with { type: 'json' }
import { BUNDLED } from './bundle.ts'
import { ROOT } from './steps.ts'

const NAME = 'freshet-cli'

const README = `# freshet

The command line of Freshet, by itself: one file, no dependencies. Node 22.12 or newer.

    FRESHET_URL=https://freshet.example.com FRESHET_TOKEN=frt_… npx freshet deploy . --project my-site --prod

\`npx freshet --help\` has the rest.
`

/** `npm run pack:cli`: writes the package and says where it is. */
export async function main(): Promise<void> {
  const file = await packCli(join(ROOT, 'dist'))
  process.stdout.write(`${file}\n`)
}

/**
 * Writes the command line as a package that `npm install` takes where there is neither a checkout nor a network, into a folder. Gives
 * its path. Rejects when the command came to need anything but Node itself.
 */
export async function packCli(folder: string): Promise<string> {
  const staging = mkdtempSync(join(tmpdir(), 'freshet-pack-'))
  try {
    await bundleAlone(join(staging, 'bin/freshet.mjs'))
    copyFileSync(join(ROOT, 'LICENSE'), join(staging, 'LICENSE'))
    writeFileSync(join(staging, 'README.md'), README)
    writeFileSync(join(staging, 'package.json'), `${JSON.stringify(manifest(), null, 2)}\n`)
    mkdirSync(folder, { recursive: true })
    await promisify(execFile)('npm', ['pack', '--ignore-scripts', '--pack-destination', folder], { cwd: staging })
    return join(folder, `${NAME}-${packageJson.version}.tgz`)
  } finally {
    rmSync(staging, { recursive: true, force: true })
  }
}

function manifest() {
  const { version, license } = packageJson
  return {
    name: NAME,
    version,
    description: 'The command line of Freshet.',
    license,
    type: 'module',
    bin: { freshet: 'bin/freshet.mjs' },
    files: ['bin'],
    engines: { node: '>=22.12' },
  }
}

/** What works on a database stays behind; so does what it would import. */
const awayFromDatabase: Plugin = {
  name: 'away-from-database',
  setup({ onResolve }) {
    onResolve({ filter: /^@\/lib\/cli\/local(?:-backup)?$/ }, () => ({
      path: join(ROOT, 'lib/cli/away-from-database.ts'),
    }))
  },
}

async function bundleAlone(outfile: string): Promise<void> {
  const { outExtension: _, banner, ...options } = BUNDLED
  const { metafile } = await build({
    ...options,
    entryPoints: [join(ROOT, 'lib/cli/main.ts')],
    outfile,
    metafile: true,
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: 'inline',
    banner: { js: `#!/usr/bin/env node\n${banner.js}` },
    plugins: [awayFromDatabase, ...options.plugins],
  })
  const outside = Object.values(metafile.outputs)
    .flatMap(({ imports }) => imports)
    .filter(({ path, external }) => external === true && !isBuiltin(path))
  if (outside.length === 0) return
  throw new Error(`The command line needs more than Node has: ${outside.map(({ path }) => path).join(', ')}.`)
}
