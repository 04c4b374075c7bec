import { deploymentId, hostName } from '@/lib/contract/fields'
import { timeWindow } from '@/lib/contract/paths'
import { type OverviewInput, overviewInput } from '@/lib/contract/projects'

/** What the address says the overview shows, else the last hour; what it says wrongly is left out, not refused. */
export function parseOverviewFilter(project: string, params: Readonly<Record<string, unknown>>): OverviewInput {
  return overviewInput.parse({
    project,
    window: timeWindow.catch('1h').parse(params.window),
    domain: hostName.optional().catch(undefined).parse(params.domain),
    deployment: deploymentId.optional().catch(undefined).parse(params.deployment),
  })
}
