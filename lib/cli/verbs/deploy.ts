import { basename, resolve } from 'node:path'
import type { Command } from 'commander'
import { DeployRefusal } from '@/lib/adapters/build-output/deploy-refusal'
import { type ScannedOutput, scanBuildOutput, toUpload } from '@/lib/adapters/build-output/scan-build-output'
import { FRESHET } from '@/lib/cli/called-as'
import { CliFailure, EXIT } from '@/lib/cli/failure'
import { inParallel } from '@/lib/cli/in-parallel'
import type { CliContext } from '@/lib/cli/program'
import { counted } from '@/lib/cli/table'
import { endpoints } from '@/lib/contract/endpoints'

/** Files on their way at the same time. */
const PARALLEL_UPLOADS = 6

type Options = {
  readonly project: string
  readonly prod?: boolean
  readonly domain?: string
  readonly root?: string
  readonly json?: boolean
}

/** `freshet deploy`: scan, open, upload what is missing, finish. */
export function addDeploy(program: Command, context: CliContext): void {
  program
    .command('deploy')
    .description('Deploy a Build Output: a project folder, or its .vercel/output')
    .argument('<dir>', 'folder to deploy')
    .requiredOption('--project <name>', 'project, made by its first deploy')
    .option('--prod', 'point the production domains at it, <project>.localhost at first')
    .option('--domain <host>', 'point this domain at it too, adding it if it is new')
    .option('--root <dir>', 'where filePathMap looks for files (default: the folder that holds .vercel)')
    .option('--json', 'print the result as JSON')
    .addHelpText('after', `\nExample: ${FRESHET} deploy . --project shop --prod --domain shop.example.com`)
    .action((dir: string, options: Options) => deploy(context, dir, options))
}

async function deploy({ api, shell }: CliContext, dir: string, options: Options): Promise<void> {
  const { project, domain, json } = options
  if (!json) shell.progress('Reading the build output …')
  const scanned = await scan(dir, options.root)
  const { deployment, missing } = await api.call(endpoints.createDeployment, {
    project,
    upload: toUpload(scanned),
    source: basename(resolve(dir)).slice(0, 200),
  })
  const { id } = deployment
  const sources = new Map(scanned.files.map(({ sha256, source }) => [sha256, source]))
  let uploadedCount = 0
  await inParallel(missing, PARALLEL_UPLOADS, async (sha256) => {
    await api.callAgain(endpoints.uploadFile, { id, sha256 }, sources.get(sha256))
    uploadedCount += 1
    if (!json) shell.progress(`Uploading: ${uploadedCount} of ${counted(missing.length, 'file')}`)
  })
  const finished = await api.callAgain(endpoints.finishDeployment, {
    id,
    promote: options.prod ?? false,
    ...(domain === undefined ? {} : { domain }),
  })
  if (!json) shell.progress('')
  const isHeldBack = options.prod === true && !finished.promoted
  const wings = `Not shown: automatic promotion is off since a roll back. Run: ${FRESHET} promote ${id} --project ${project}`
  shell.result({ json }, { ...finished, uploadedFiles: missing.length }, [
    `Deployed ${id}: ${counted(deployment.fileCount, 'file')}, ${missing.length} of them uploaded.`,
    ...finished.urls,
    ...(isHeldBack ? [wings] : []),
  ])
}

async function scan(dir: string, root: string | undefined): Promise<ScannedOutput> {
  try {
    return await scanBuildOutput(dir, root === undefined ? {} : { root })
  } catch (cause) {
    if (!(cause instanceof DeployRefusal)) throw cause
    const { file, key, reason } = cause
    throw new CliFailure(
      EXIT.refused,
      { code: 'invalid', message: cause.message, details: { file, key, reason } },
      { cause },
    )
  }
}
