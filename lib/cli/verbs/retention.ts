import { type Command, InvalidArgumentError } from 'commander'
import { FRESHET } from '@/lib/cli/called-as'
import type { CliContext } from '@/lib/cli/program'
import { bytes, table } from '@/lib/cli/table'
import { endpoints } from '@/lib/contract/endpoints'
import { type Retention, type RetentionPlan, sizeOf } from '@/lib/contract/retention'

type Options = {
  readonly project: string
  readonly versions?: number
  readonly values?: number
  readonly plan?: boolean
  readonly json?: boolean
}

/** `freshet retention`: what a project keeps, and how much that may be. */
export function addRetention(program: Command, { api, shell }: CliContext): void {
  program
    .command('retention')
    .description('Show how much a project keeps of its pages and data cache, and set how much it may')
    .requiredOption('--project <name>', 'project')
    .option('--versions <size>', 'what versions of pages may hold, e.g. 20GB', parsedSize)
    .option('--values <size>', 'what the data cache may hold, e.g. 500MB', parsedSize)
    .option('--plan', 'only tell what would go with these budgets')
    .option('--json', 'print the result as JSON')
    .addHelpText('after', `\nExample: ${FRESHET} retention --project shop --versions 20GB`)
    .action(async ({ project, versions, values, plan, json }: Options) => {
      const budgets = {
        ...(versions === undefined ? {} : { versionBudgetBytes: versions }),
        ...(values === undefined ? {} : { valueBudgetBytes: values }),
      }
      if (plan) {
        const planned = await api.call(endpoints.planRetention, { project, ...budgets })
        return shell.result({ json }, planned, planLines(planned))
      }
      const isSetting = versions !== undefined || values !== undefined
      const kept = isSetting
        ? await api.call(endpoints.setRetention, { project, ...budgets })
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

function planLines({ versions, values }: RetentionPlan): string[] {
  const rows = [
    { kept: 'regenerations of pages', ...versions },
    { kept: 'values of the data cache', ...values },
  ]
  if (rows.every(({ excessBytes }) => excessBytes === 0)) return ['Nothing would go: all is within the budgets.']
  return rows
    .filter(({ excessBytes }) => excessBytes > 0)
    .flatMap(({ kept, count, bytes: freed, isLeast, excessBytes }) => [
      `${isLeast ? 'More than' : 'About'} ${count} ${kept} would go, oldest first: ${bytes(freed)} of ${bytes(excessBytes)} beyond the budget.`,
      ...(freed < excessBytes && !isLeast ? ['The rest is served, and stays.'] : []),
    ])
}

function parsedSize(text: string): number {
  const size = sizeOf(text)
  if (size === undefined) throw new InvalidArgumentError('Use a size such as 500MB or 20GB.')
  return size
}
