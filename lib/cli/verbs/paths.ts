import type { Command } from 'commander'
import { FRESHET } from '@/lib/cli/called-as'
import { checked } from '@/lib/cli/checked'
import { countOf } from '@/lib/cli/count-of'
import type { CliContext } from '@/lib/cli/program'
import { age, bytes, counted, table } from '@/lib/cli/table'
import { endpoints } from '@/lib/contract/endpoints'
import { formatMoney } from '@/lib/contract/money'
import { listPathsInput, type PathRow } from '@/lib/contract/paths'
import { formatShare } from '@/lib/contract/shares'

/** `freshet paths`: the paths page of the dashboard, in a terminal. */
export function addPaths(program: Command, { api, shell }: CliContext): void {
  program
    .command('paths')
    .description('List paths with state, requests, hit ratio, age and tags')
    .requiredOption('--project <name>', 'project')
    .option('--domain <host>', 'only on this domain')
    .option('--deployment <id>', 'only of this one; live: of each domain what it shows now')
    .option('--state <state>', 'only fresh, stale, deleted, expired, failed, none or pinned')
    .option('--route <route>', 'only of this route, such as /blog/[slug]')
    .option('--tag <tag>', 'only with this tag')
    .option('--search <text>', 'only with this in path, route or tag')
    .option('--window <window>', 'traffic of 1h, 24h, 7d or 30d', '24h')
    .option('--sort <column>', 'requests, path, hit_ratio, age, size or writes', 'requests')
    .option('--order <order>', 'asc or desc', 'desc')
    .option('--page <n>', 'page', countOf, 1)
    .option('--page-size <n>', 'paths on a page, 200 at most', countOf, 50)
    .option('--json', 'print the result as JSON')
    .addHelpText('after', `\nExample: ${FRESHET} paths --project shop --state stale --sort age`)
    .action(async ({ json, ...options }: { readonly json?: boolean }) => {
      const list = await api.call(endpoints.listPaths, checked(listPathsInput, options))
      shell.result({ json }, list, [
        ...pathLines(list.paths),
        `${list.paths.length} of ${list.isPartial ? 'more than ' : ''}${counted(list.total, 'path')}.`,
      ])
    })
}

/** The table, which names deployments where a path may be listed once for each of several. */
export function pathLines(rows: readonly PathRow[]): string[] {
  const isOfSeveral =
    new Set(rows.map(({ domain, deployment }) => `${domain} ${deployment}`)).size >
    new Set(rows.map(({ domain }) => domain)).size
  const headings = ['STATE', 'REQUESTS', 'HIT RATIO', 'AGE', 'VERSIONS', 'STORED', 'COST', 'TAGS']
  return table(
    ['PATH', 'DOMAIN', ...(isOfSeveral ? ['DEPLOYMENT'] : []), ...headings],
    rows.map((row) => [row.path, row.domain, ...(isOfSeveral ? [row.deployment] : []), ...cells(row)]),
  )
}

function cells(row: PathRow): string[] {
  return [
    row.stateReason === null ? row.state : `${row.state} (${row.stateReason})`,
    String(row.requests),
    formatShare(row.hitRatio),
    row.ageSeconds === null ? '–' : age(row.ageSeconds),
    String(row.versionCount),
    bytes(row.storedBytes),
    row.amount === null ? '–' : formatMoney(row.amount, row.currency),
    row.tags.join(', '),
  ]
}
