import { Cron } from 'croner'

/** Counting further back tells nobody more. */
const MAX_COUNT = 1_000

/** Why a schedule cannot be followed; `undefined` when it can. Five fields, in UTC. */
export function whyNotSchedule(schedule: string): string | undefined {
  // The library reads single dates and nicknames too.
  if (schedule.trim().split(/\s+/).length !== 5)
    return `The schedule "${schedule}" has not the five fields of a cron expression.`
  try {
    if (nextInstant(schedule, Date.UTC(2024, 0, 1)) !== undefined) return undefined
    return `The schedule "${schedule}" names no instant that ever comes.`
  } catch (error) {
    const why = error instanceof Error ? error.message.replace(/^CronPattern: /, '') : String(error)
    return `The schedule "${schedule}" is no cron expression of five fields: ${why}`
  }
}

/** The next instant of a schedule after another one; `undefined` when none ever comes. Throws on one that cannot be read. */
export function nextInstant(schedule: string, afterMs: number): number | undefined {
  return cronOf(schedule).nextRun(new Date(afterMs))?.getTime()
}

/** How many instants of a schedule lie after `fromMs` and not after `toMs`, at most 1,000. */
export function countInstants(schedule: string, fromMs: number, toMs: number): number {
  const cron = cronOf(schedule)
  let count = 0
  let at = cron.nextRun(new Date(fromMs))
  while (at !== null && at.getTime() <= toMs && count < MAX_COUNT) {
    count += 1
    at = cron.nextRun(at)
  }
  return count
}

function cronOf(schedule: string): Cron {
  return new Cron(schedule, { timezone: 'UTC', mode: '5-part', paused: true })
}
