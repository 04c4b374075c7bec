import { formatMilliseconds, formatSeconds } from '@/components/format/durations'
import { NO_VALUE } from '@/components/format/numbers'
import { Ago, useNowMs } from '@/components/shell/now'
import { Button } from '@/components/ui/button'
import { cn } from '@/components/ui/cn'
import { ActionCell, ActionHead, Below, Table, TableBody, Td, Th, Tr, WIDE } from '@/components/ui/table'
import type { Cron, CronRun } from '@/lib/contract/crons'

type CronTableProps = { crons: readonly Cron[]; runs: readonly CronRun[]; onRun: (cron: Cron) => void }

/** What runs by schedule, when next, and how it went last. */
export function CronTable({ crons, runs, onRun }: CronTableProps) {
  return (
    <Table caption="Crons">
      <thead>
        <tr>
          <Th>Path</Th>
          <Th className={WIDE} title="Five fields, in UTC">
            Schedule
          </Th>
          <Th className={WIDE}>Next run</Th>
          <Th className={WIDE}>Last run</Th>
          <ActionHead />
        </tr>
      </thead>
      <TableBody>
        {crons.map((cron) => {
          const last = runs.find(({ path, schedule }) => path === cron.path && schedule === cron.schedule)
          return (
            <Tr key={`${cron.path} ${cron.schedule}`}>
              <Td className="font-mono text-sm max-sm:wrap-anywhere max-sm:whitespace-normal">
                {cron.path}
                <Below>
                  <span className="font-mono">{cron.schedule}</span>
                  <span>
                    next run <Next cron={cron} />
                  </span>
                  <span>
                    last run <Last run={last} />
                  </span>
                </Below>
              </Td>
              <Td className={`${WIDE} font-mono text-muted text-sm`}>{cron.schedule}</Td>
              <Td className={`${WIDE} text-muted`}>
                <Next cron={cron} />
              </Td>
              <Td className={WIDE}>
                <Last run={last} />
              </Td>
              <ActionCell>
                <Button
                  size="small"
                  needs="deploy"
                  disabled={cron.isRunning || cron.requestedBy !== null}
                  onClick={() => onRun(cron)}
                >
                  Run now
                  <span className="sr-only"> {cron.path}</span>
                </Button>
              </ActionCell>
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
          <Th isNumber className={WIDE}>
            Took
          </Th>
          <Th className={WIDE}>By</Th>
          <Th className={WIDE}>Remark</Th>
        </tr>
      </thead>
      <TableBody>
        {runs.map((run) => (
          <Tr key={run.id}>
            <Td className="text-muted">
              <Ago at={run.beganAt} />
            </Td>
            <Td className="font-mono text-sm max-sm:wrap-anywhere max-sm:whitespace-normal">{run.path}</Td>
            <Td>
              <CameTo run={run} />
              <Below>
                {tookOf(run)} by {run.requestedBy ?? 'schedule'}
                <span>{remarkOf(run)}</span>
              </Below>
            </Td>
            <Td isNumber className={WIDE}>
              {tookOf(run)}
            </Td>
            <Td className={`${WIDE} text-muted`}>{run.requestedBy ?? 'schedule'}</Td>
            <Td className={`${WIDE} max-w-80 truncate text-muted`} title={remarkOf(run)}>
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

function Last({ run }: { run: CronRun | undefined }) {
  if (run === undefined) return <span className="text-faint">never</span>
  return (
    <>
      <CameTo run={run} /> <Ago at={run.beganAt} />
    </>
  )
}

function tookOf({ durationMs }: CronRun): string {
  return durationMs === null ? NO_VALUE : formatMilliseconds(durationMs)
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
