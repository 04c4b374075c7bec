import { setTimeout as pause } from 'node:timers/promises'
import type { CliContext } from '@/lib/cli/program'
import { progressOf } from '@/lib/cli/verbs/jobs'
import { endpoints } from '@/lib/contract/endpoints'
import { isOpen, type Job } from '@/lib/contract/jobs'

const LOOK_MS = 500

/** Resolves to the job once it has ended, telling meanwhile how far it is. */
export async function waitForJob({ api, shell }: CliContext, job: Job): Promise<Job> {
  let seen = job
  while (isOpen(seen)) {
    shell.progress(`${seen.kind} ${seen.state}: ${progressOf(seen)}`)
    await pause(LOOK_MS)
    seen = await api.callAgain(endpoints.getJob, { id: job.id })
  }
  shell.progress('')
  return seen
}
