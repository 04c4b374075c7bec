import type { Command } from 'commander'
import type { CliContext } from '@/lib/cli/program'
import { bytes, counted, table } from '@/lib/cli/table'
import type { Comparison, DeploymentChange, DeploymentSection } from '@/lib/contract/comparisons'
import { endpoints } from '@/lib/contract/endpoints'

const SIGNS = { added: '+', removed: '-', changed: '~' } as const

/** `freshet deployments compare`: what changes from one deployment to another. */
export function addCompareDeployments(deployments: Command, { api, shell }: CliContext): void {
  deployments
    .command('compare')
    .description('tell what changes from one deployment to another: routes, prerenders, functions, files, crons')
    .argument('<from>', 'id of a deployment')
    .argument('<to>', 'id of another one of the same project')
    .option('--json', 'print the result as JSON')
    .action(async (id: string, to: string, { json }: { readonly json?: boolean }) => {
      const comparison = await api.call(endpoints.compareDeployments, { id, to })
      shell.result({ json }, comparison, linesOf(comparison))
    })
}

function linesOf({ sections }: Comparison): string[] {
  const rows = sections.map(({ kind, added, removed, changed, same, fromBytes, toBytes }) => [
    kind,
    ...[added, removed, changed, same].map(String),
    fromBytes + toBytes === 0 ? '' : `${bytes(fromBytes)} → ${bytes(toBytes)}`,
  ])
  return [...table(['', 'ADDED', 'REMOVED', 'CHANGED', 'SAME', 'SIZE'], rows), ...sections.flatMap(changesOf)]
}

function changesOf({ kind, added, removed, changed, changes }: DeploymentSection): string[] {
  if (changes.length === 0) return []
  const more = added + removed + changed - changes.length
  return ['', kind, ...changes.map(lineOf), ...(more > 0 ? [`  and ${counted(more, 'more', 'more')}`] : [])]
}

function lineOf({ name, change, facts, fromBytes, toBytes }: DeploymentChange): string {
  const isResized = fromBytes !== null && toBytes !== null && fromBytes !== toBytes
  const sizes = isResized ? [`${bytes(fromBytes)} → ${bytes(toBytes)}`] : []
  const what = [...facts, ...sizes].join('; ')
  return `  ${SIGNS[change]} ${name}${what === '' ? '' : `  (${what})`}`
}
