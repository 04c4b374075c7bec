import { formatMilliseconds, formatSeconds } from '@/components/format/durations'
import { Ago, useNowMs } from '@/components/shell/now'
import { Button } from '@/components/ui/button'
import { cn } from '@/components/ui/cn'
import { Table, TableBody, Td, Th, Tr } from '@/components/ui/table'
import type { Cron, CronRun } from '@/lib/contract/crons'

type CronTableProps = { crons: readonly Cron[]; runs: readonly CronRun[]; onRun: (cron: Cron) => void }

/** What runs by schedule, when next, and how it went last. */
export function CronTable({ crons, runs, onRun }: CronTableProps) {
  return (
    <Table caption="Crons">
      <thead>
        <tr>
          <Th>Path</Th>
          <Th title="Five fields, in UTC">Schedule</Th>
          <Th>Next run</Th>
          <Th>Last run</Th>
          <Th>
            <span className="sr-only">Actions</span>
          </Th>
        </tr>
      </thead>
      <TableBody>
        {crons.map((cron) => {
          const last = runs.find(({ path, schedule }) => path === cron.path && schedule === cron.schedule)
          return (
            <Tr key={`${cron.path} ${cron.schedule}`}>
              <Td className="font-mono text-sm">{cron.path}</Td>
              <Td className="font-mono text-muted text-sm">{cron.schedule}</Td>
              <Td className="text-muted">
                <Next cron={cron} />
              </Td>
              <Td>
                {last === undefined ? (
                  <span className="text-faint">never</span>
                ) : (
                  <>
                    <CameTo run={last} /> <Ago at={last.beganAt} />
                  </>
                )}
              </Td>
              <Td isNumber>
                <Button
                  size="small"
                  needs="deploy"
                  disabled={cron.isRunning || cron.requestedBy !== null}
                  onClick={() => onRun(cron)}
                >
                  Run now
                  <span className="sr-only"> {cron.path}</span>
                </Button>
              </Td>
            </Tr>
          )
        })}
      </TableBody>
    </Table>
  )
}

/** The newest runs, of earlier deployments too. */
export function CronRunTable({ runs }: { runs: readonly CronRun[] }) {
  return (
    <Table caption="Runs, newest first">
      <thead>
        <tr>
          <Th>Began</Th>
          <Th>Path</Th>
          <Th>Outcome</Th>
          <Th isNumber>Took</Th>
          <Th>By</Th>
          <Th>Remark</Th>
        </tr>
      </thead>
      <TableBody>
        {runs.map((run) => (
          <Tr key={run.id}>
            <Td className="text-muted">
              <Ago at={run.beganAt} />
            </Td>
            <Td className="font-mono text-sm">{run.path}</Td>
            <Td>
              <CameTo run={run} />
            </Td>
            <Td isNumber>{run.durationMs === null ? '–' : formatMilliseconds(run.durationMs)}</Td>
            <Td className="text-muted">{run.requestedBy ?? 'schedule'}</Td>
            <Td className="max-w-80 truncate text-muted" title={remarkOf(run)}>
              {remarkOf(run)}
            </Td>
          </Tr>
        ))}
      </TableBody>
    </Table>
  )
}

function Next({ cron }: { cron: Cron }) {
  const nowMs = useNowMs()
  if (cron.isRunning) return 'running'
  if (cron.requestedBy !== null) return 'any moment'
  if (cron.nextAt === null) return 'not planned yet'
  const seconds = Math.max(0, Math.round((Date.parse(cron.nextAt) - nowMs) / 1_000))
  return <time dateTime={cron.nextAt} title={cron.nextAt}>{`in ${formatSeconds(seconds)}`}</time>
}

function CameTo({ run: { outcome, status } }: { run: CronRun }) {
  const isBad = outcome === 'failed' || outcome === 'lost'
  return (
    <span className={cn(isBad && 'font-medium text-danger', outcome === 'skipped' && 'text-muted')}>
      {status === null ? outcome : `${outcome} (${status})`}
    </span>
  )
}

function remarkOf({ message, missedCount }: CronRun): string {
  const missed = missedCount === 0 ? [] : [`Stands for ${missedCount} more that nobody could run.`]
  return [...(message === null ? [] : [message]), ...missed].join(' ')
}
