import type { Command } from 'commander'
import { FRESHET } from '@/lib/cli/called-as'
import { checked } from '@/lib/cli/checked'
import { countOf } from '@/lib/cli/count-of'
import type { CliContext } from '@/lib/cli/program'
import { counted, table, tableOr } from '@/lib/cli/table'
import { endpoints } from '@/lib/contract/endpoints'
import { formatShare } from '@/lib/contract/shares'
import {
  getTagInput,
  listTagsInput,
  type TagDetail,
  type TagFiring,
  type TagList,
  type TagRow,
} from '@/lib/contract/tags'

/** `freshet tags`: the tags page of the dashboard, or one tag, in a terminal. */
export function addTags(program: Command, { api, shell }: CliContext): void {
  program
    .command('tags')
    .description('List tags with what they reach, or tell what one reaches')
    .argument('[tag]', 'one tag: its paths and its purges')
    .requiredOption('--project <name>', 'project')
    .option('--search <text>', 'only with this in the tag')
    .option('--path <path>', 'only tags that this path carries')
    .option('--window <window>', 'traffic of 1h, 24h, 7d or 30d', '24h')
    .option('--sort <column>', 'requests, tag, entries or fired', 'requests')
    .option('--order <order>', 'asc or desc', 'desc')
    .option('--page <n>', 'page', countOf, 1)
    .option('--page-size <n>', 'tags on a page, 200 at most', countOf, 50)
    .option('--json', 'print the result as JSON')
    .addHelpText('after', `\nExample: ${FRESHET} tags product:18 --project shop`)
    .action(async (tag: string | undefined, { json, ...options }: { readonly json?: boolean }) => {
      if (tag !== undefined) {
        const input = checked(getTagInput, { ...options, tag })
        const detail = await api.call(endpoints.getTag, input)
        return shell.result({ json }, detail, detailLines(detail))
      }
      const list = await api.call(endpoints.listTags, checked(listTagsInput, options))
      shell.result({ json }, list, listLines(list))
    })
}

function listLines(list: TagList): readonly string[] {
  if (list.nearest.length > 0) return [`No tag has that in its name. Nearest: ${list.nearest.join(', ')}.`]
  const headings = ['TAG', 'ENTRIES', 'PATHS', 'REQUESTS', 'SHARE', 'MADE ANEW', 'LAST FIRED']
  const total = `${list.isTotalLeast ? 'more than ' : ''}${counted(list.total, 'tag')}`
  return [...tableOr('No tag matches.', headings, list.tags.map(cells)), `${list.tags.length} of ${total}.`]
}

function cells(row: TagRow): string[] {
  const about = row.isEstimate ? '≈ ' : ''
  return [
    row.tag,
    String(row.entryCount),
    about + row.pathCount,
    String(row.requests),
    formatShare(row.share),
    row.regenerated === null ? '–' : `${about}${row.regenerated.pages} of ${row.regenerated.ofPages}`,
    row.lastFired === null ? 'never' : firingOf(row.lastFired),
  ]
}

function detailLines(detail: TagDetail): readonly string[] {
  const { tag, entryCount, nearest, firings, paths, regenerated } = detail
  const fired = firings.map((firing) => `  ${firingOf(firing)}`)
  const history = fired.length === 0 ? ['Never fired.'] : ['Fired:', ...fired]
  if (entryCount === 0) {
    const hint = nearest.length === 0 ? '' : ` Nearest: ${nearest.join(', ')}.`
    return [`Nothing stored has the tag ${tag}.${hint}`, ...history]
  }
  const about = detail.isEstimate ? 'about ' : ''
  const reach = `${counted(entryCount, 'entry', 'entries')} of ${about}${counted(detail.pathCount, 'path')}`
  const traffic = `${counted(detail.requests, 'request')} in ${detail.window}, ${formatShare(detail.share)} of all`
  return [
    `${tag} reaches ${reach}: ${traffic}.`,
    ...(regenerated === null
      ? []
      : [
          `Since it was last fired, ${about}${regenerated.pages} of ${counted(regenerated.ofPages, 'page')} were regenerated: ${counted(regenerated.writeUnits, 'write unit')}.`,
        ]),
    ...table(
      ['PATH', 'DOMAIN', 'REQUESTS'],
      paths.map(({ path, domain, requests }) => [path, domain, String(requests)]),
    ),
    ...history,
  ]
}

function firingOf({ at, seq, mode, actor, isUndone }: TagFiring): string {
  return `${at} ${mode === 'delete' ? 'deleted' : 'invalidated'} by ${actor}, purge ${seq}${isUndone ? ', undone' : ''}`
}
