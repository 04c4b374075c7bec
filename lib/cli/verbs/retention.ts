import { type Command, InvalidArgumentError } from 'commander'
import type { CliContext } from '@/lib/cli/program'
import { bytes, table } from '@/lib/cli/table'
import { endpoints } from '@/lib/contract/endpoints'
import type { Retention } from '@/lib/contract/retention'

type Options = {
  readonly project: string
  readonly versions?: number
  readonly values?: number
  readonly json?: boolean
}

const UNITS = { '': 1, KB: 1024, MB: 1024 ** 2, GB: 1024 ** 3, TB: 1024 ** 4 } as const

/** `freshet retention`: what a project keeps, and how much that may be. */
export function addRetention(program: Command, { api, shell }: CliContext): void {
  program
    .command('retention')
    .description('Show how much a project keeps of its pages and data cache, and set how much it may')
    .requiredOption('--project <name>', 'project')
    .option('--versions <size>', 'what versions of pages may hold, e.g. 20GB', sizeOf)
    .option('--values <size>', 'what the data cache may hold, e.g. 500MB', sizeOf)
    .option('--json', 'print the result as JSON')
    .addHelpText('after', '\nExample: freshet retention --project shop --versions 20GB')
    .action(async ({ project, versions, values, json }: Options) => {
      const isSetting = versions !== undefined || values !== undefined
      const kept = isSetting
        ? await api.call(endpoints.setRetention, {
            project,
            ...(versions === undefined ? {} : { versionBudgetBytes: versions }),
            ...(values === undefined ? {} : { valueBudgetBytes: values }),
          })
        : await api.call(endpoints.getRetention, { project })
      shell.result({ json }, kept, linesOf(kept))
    })
}

function linesOf({ versions, entries, values }: Retention): string[] {
  return table(
    ['KEPT', 'COUNT', 'BYTES', 'MAY BE'],
    [
      ['versions of pages', String(versions.count), bytes(versions.bytes), bytes(versions.budgetBytes)],
      ['of these served', String(entries.count), bytes(entries.bytes), '–'],
      ['data cache', String(values.count), bytes(values.bytes), bytes(values.budgetBytes)],
    ],
  )
}

function sizeOf(text: string): number {
  const [, amount, unit = ''] = text.match(/^(\d+(?:\.\d+)?)\s*(KB|MB|GB|TB)?$/i) ?? []
  const size = Object.entries(UNITS).find(([name]) => name === unit.toUpperCase())?.[1]
  if (amount === undefined || size === undefined) throw new InvalidArgumentError('Use a size such as 500MB or 20GB.')
  return Math.round(Number(amount) * size)
}
