import { entryWords } from '@/lib/cli/purge-words'
import { bytes, counted } from '@/lib/cli/table'
import { formatMoney } from '@/lib/contract/money'
import type { PurgePlan } from '@/lib/contract/purge-plan'
import { formatShare } from '@/lib/contract/shares'

/** What a purge would do, line by line; what is an estimate says so. */
export function planLines(plan: PurgePlan): string[] {
  const { entryCount, pathCount, variants, sizeBytes, storedBytes, sampleCount, traffic, renders, cost, hottest } = plan
  const ofVariants = variants.map(({ variant, entryCount: count }) => `${count} ${variant}`).join(', ')
  const share =
    traffic.share === null ? 'no requests in the last hour' : `${formatShare(traffic.share)} of the last hour`
  const time = renders.totalMs === null ? '' : `, about ${seconds(renders.totalMs)} of rendering`
  return [
    `Covers    ${entryWords(entryCount)} of ${counted(pathCount, 'path')}${ofVariants === '' ? '' : ` (${ofVariants})`}`,
    `Stored    ${bytes(sizeBytes)}, ${bytes(storedBytes)} compressed`,
    `Traffic   ${counted(traffic.requests, 'request')}, ${share}`,
    `Renders   ${renders.most} at most, ${renders.soon} of them soon${time} (estimate)`,
    `Writes    ${counted(cost.writeUnits, 'unit')} at most, ${formatMoney(cost.amount, cost.currency)} by the price sheet “${cost.sheet}”${cost.sheetDate === null ? '' : ` of ${cost.sheetDate}`} (estimate${cost.hasLowConfidence ? ', a price is uncertain' : ''})`,
    ...hottest.map(
      ({ domain, path, requests }, at) => `${at === 0 ? 'Hottest ' : '        '}  ${domain}${path}  ${requests}`,
    ),
    ...(sampleCount === null ? [] : [`All but the first count is scaled up from ${sampleCount} entries.`]),
    ...nearestLines(plan),
  ]
}

/** What matches nothing, and what might have been meant. */
export function nearestLines({ unmatched }: PurgePlan): string[] {
  return unmatched.map(({ kind, name, nearest }) => {
    const hint = nearest.length === 0 ? '' : ` Nearest: ${nearest.join(', ')}.`
    return `The ${kind} ${name} covers nothing here.${hint}`
  })
}

function seconds(ms: number): string {
  return ms < 1_000 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(1)} s`
}
