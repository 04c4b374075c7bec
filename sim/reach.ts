import { PROJECT } from '@/lib/adapters/memory/site'
import type { Scope, Selector } from '@/lib/engine/purges/journal'
import { type DeploymentId, DOMAINS, type Page } from './pages'

type Reach = { readonly scope: Scope; readonly selectors: readonly Selector[] }

/** Whether a purge reaches a page, as an operator would say. */
export function covers(
  { scope, selectors }: Reach,
  { domain, page }: { readonly domain: string; readonly page: Page },
  { deployment }: { readonly deployment: DeploymentId },
): boolean {
  const environment = DOMAINS.find(({ host }) => host === domain)?.environment
  const isInScope =
    scope.projectId === PROJECT &&
    (scope.domain === null || scope.domain === domain) &&
    (scope.environment === null || scope.environment === environment) &&
    (scope.deploymentId === null || scope.deploymentId === deployment)
  return isInScope && selectors.some((selector) => selects(selector, page))
}

function selects(selector: Selector, page: Page): boolean {
  switch (selector.kind) {
    case 'path':
      return selector.path === page.path
    case 'prefix':
      return `${page.path}/`.startsWith(`${selector.prefix}/`)
    case 'tag':
      return page.tags.includes(selector.tag)
    case 'all':
      return true
  }
}
