import { formatMilliseconds } from '@/components/format/durations'
import { formatBytes, formatCount, NO_VALUE } from '@/components/format/numbers'
import { cn } from '@/components/ui/cn'
import { type Fact, Facts } from '@/components/ui/facts'
import { Table, TableBody, Td, Th, Tr } from '@/components/ui/table'
import type { WarmReport } from '@/lib/contract/warm-ups'

const SHOWN = 100

/** What a warm-up came to: counts, times, and each page with its status, time and bytes. */
export function WarmReportView({ report }: { report: WarmReport }) {
  const { counts, bytes, p50Ms, p95Ms, maxMs, gate, pages } = report
  const facts: readonly Fact[] = [
    ['Made', formatCount(counts.made)],
    ['Fresh already', formatCount(counts.fresh)],
    ['Not kept', formatCount(counts.unstored)],
    [
      'Failed',
      <span key="failed" className={counts.failed > 0 ? 'font-medium text-danger' : undefined}>
        {formatCount(counts.failed)}
      </span>,
    ],
    ['Bytes', formatBytes(bytes)],
    ['p50, p95, max', timesOf([p50Ms, p95Ms, maxMs])],
    ...(gate === null
      ? []
      : [['Gate', `${gate.maxFailedPercent} % may fail, p95 within ${formatMilliseconds(gate.maxP95Ms)}`] as const]),
  ]
  return (
    <>
      <Facts facts={facts} />
      {pages.length > 0 && (
        <div className="rounded-lg border border-line">
          <Table caption="Pages: failed ones first, then the slowest">
            <thead>
              <tr>
                <Th>Page</Th>
                <Th isNumber>Status</Th>
                <Th isNumber>Time</Th>
                <Th isNumber>Bytes</Th>
              </tr>
            </thead>
            <TableBody>
              {pages.slice(0, SHOWN).map(({ domain, target, verdict, status, ms, bytes: size, message }) => (
                <Tr key={domain + target}>
                  <Td
                    className="max-w-52 truncate"
                    title={`${domain}${target}${message === null ? '' : `\n${message}`}`}
                  >
                    <span className="font-mono text-sm">{target}</span>{' '}
                    <span className={cn('text-sm', verdict === 'failed' ? 'font-medium text-danger' : 'text-faint')}>
                      {verdict}
                    </span>
                    {message !== null && <span className="block truncate text-muted text-sm">{message}</span>}
                  </Td>
                  <Td isNumber>{status ?? NO_VALUE}</Td>
                  <Td isNumber>{formatMilliseconds(ms)}</Td>
                  <Td isNumber>{formatBytes(size)}</Td>
                </Tr>
              ))}
            </TableBody>
          </Table>
        </div>
      )}
      {pages.length > SHOWN && <p className="text-muted">{formatCount(counts.asked - SHOWN)} more.</p>}
    </>
  )
}

/** There are all of them, or none: nothing was rendered. */
function timesOf(times: readonly (number | null)[]): string {
  return times.flatMap((ms) => (ms === null ? [] : [formatMilliseconds(ms)])).join(', ') || NO_VALUE
}
