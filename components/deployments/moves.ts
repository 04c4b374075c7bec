import type { Deployment } from '@/lib/contract/deployments'
import type { Domain } from '@/lib/contract/domains'
import { commandLine } from '@/lib/contract/shell-words'

export type Move = { readonly domain: string; readonly from: string | null; readonly to: string }

/** Which domains a promotion or roll back of the whole project moves: the production ones that show something else now. */
export function movesTo(domains: readonly Domain[], deployment: string): readonly Move[] {
  return domains
    .filter((domain) => domain.environment === 'production' && domain.deployment !== deployment)
    .map(({ host, deployment: from }) => ({ domain: host, from, to: deployment }))
}

/** The deployment that one click goes back to: the one promoted last before the one that is live. */
export function rollbackTarget(deployments: readonly Deployment[]): Deployment | undefined {
  const live = deployments.find(({ isProduction }) => isProduction)
  const liveSince = live?.promotedAt
  if (!live || !liveSince) return undefined
  return deployments
    .filter(
      ({ id, state, promotedAt }) =>
        id !== live.id && state === 'ready' && promotedAt !== null && promotedAt < liveSince,
    )
    .toSorted((one, other) => (other.promotedAt ?? '').localeCompare(one.promotedAt ?? ''))[0]
}

/** What can be done with a deployment: roll back to what was production before, promote what was not or is newer. */
export function actionFor(deployment: Deployment, live: Deployment | undefined): 'promote' | 'roll_back' | null {
  if (deployment.state !== 'ready' || deployment.isProduction) return null
  const wasLive = deployment.promotedAt !== null
  return wasLive && live !== undefined && deployment.createdAt < live.createdAt ? 'roll_back' : 'promote'
}

/** The move that an address asks for by the deployment's id; none where it cannot be made. */
export function askedMove(deployments: readonly Deployment[], id: string | undefined) {
  const deployment = deployments.find((each) => each.id === id)
  const live = deployments.find(({ isProduction }) => isProduction)
  const kind = deployment === undefined ? null : actionFor(deployment, live)
  return deployment === undefined || kind === null ? undefined : { kind, deployment }
}

type MoveKind = 'promote' | 'roll_back'

/** The same move for a terminal. */
export function moveCommand(
  kind: MoveKind,
  { project, id }: { project: string; id: string },
  warm: { readonly count: string; readonly hasGate: boolean } | null = null,
): string {
  const verb = { promote: 'promote', roll_back: 'rollback' }[kind]
  const first = warm === null ? [] : ['--warm', warm.count, ...(warm.hasGate ? ['--gate'] : [])]
  return commandLine('npx', 'freshet', verb, id, '--project', project, ...first)
}
