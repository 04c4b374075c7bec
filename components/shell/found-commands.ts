import { actionFor, rollbackTarget } from '@/components/deployments/moves'
import type { Command } from '@/components/shell/commands'
import { hrefs } from '@/components/shell/hrefs'
import type { Deployment } from '@/lib/contract/deployments'

type Found = {
  readonly project: string
  readonly paths: readonly { readonly domain: string; readonly deployment: string; readonly path: string }[]
  readonly tags: readonly string[]
  readonly deployments: readonly Deployment[]
}

/** What a project has that can be gone to or done: its paths and tags that were found, each with its purge, and its deployments. */
export function foundCommands({ project, paths, tags, deployments }: Found): readonly Command[] {
  return [
    ...paths.flatMap((place) => [
      { label: place.path, hint: place.domain, href: hrefs.path(project, place) },
      { label: `Purge ${place.path}`, hint: place.domain, href: hrefs.purgeOfPath(project, place) },
    ]),
    ...tags.flatMap((tag) => [
      { label: tag, hint: 'tag', href: hrefs.tag(project, tag) },
      { label: `Purge ${tag}`, hint: 'tag', href: hrefs.purgeOfTag(project, tag) },
    ]),
    ...deploymentCommands(project, deployments),
  ]
}

function deploymentCommands(project: string, deployments: readonly Deployment[]): readonly Command[] {
  const live = deployments.find(({ isProduction }) => isProduction)
  const target = rollbackTarget(deployments)
  const moves = deployments.flatMap((deployment) => {
    const action = actionFor(deployment, live)
    if (action === null) return []
    const label = action === 'promote' ? `Promote ${deployment.id}` : `Roll back to ${deployment.id}`
    return [{ label, hint: deployment.source ?? 'deployment', href: hrefs.move(project, deployment.id) }]
  })
  return [
    ...(target === undefined
      ? []
      : [{ label: 'Roll back', hint: `to ${target.id}`, href: hrefs.move(project, target.id) }]),
    ...moves,
    ...deployments
      .filter(({ state }) => state === 'ready')
      .map(({ id, isProduction, source }) => ({
        label: id,
        hint: isProduction ? 'live deployment' : (source ?? 'deployment'),
        href: hrefs.deployments(project),
      })),
  ]
}
