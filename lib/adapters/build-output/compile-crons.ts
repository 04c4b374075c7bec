import { DeployRefusal } from '@/lib/adapters/build-output/deploy-refusal'
import { whyNotSchedule } from '@/lib/adapters/crons/schedule'

type CronRule = { readonly path: string; readonly schedule: string }

/** The crons of a build, each of which an edge can follow. Throws `DeployRefusal` naming the one that it cannot. */
export function compileCrons(crons: readonly CronRule[]): CronRule[] {
  crons.forEach(({ path, schedule }, index) => {
    const file = 'config.json'
    if (!path.startsWith('/')) {
      const reason = `"${path}" is no path of the site: it must begin with a slash.`
      throw new DeployRefusal('broken_config', { file, key: `crons.${index}.path`, reason })
    }
    const reason = whyNotSchedule(schedule)
    if (reason !== undefined) throw new DeployRefusal('broken_config', { file, key: `crons.${index}.schedule`, reason })
  })
  return crons.map(({ path, schedule }) => ({ path, schedule }))
}
