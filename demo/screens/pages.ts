/** A page to be pictured. */
export type PicturedPage = {
  readonly name: string
  readonly title: string
  readonly address: string
  /** Selector of what is waited for: something that comes only after a while, as visits do. */
  readonly awaits?: string
}

const SHOP = '/lantern-shop'
const PAGE = 'domain=lantern-shop.localhost&path=/products/aurora-lamp'

/** Every page of the dashboard, as its demo shows it; `edge` is where its sites are. */
export function picturedPages(edge: string): readonly PicturedPage[] {
  const page = (name: string, title: string, address: string): PicturedPage => ({ name, title, address })
  return [
    page('projects', 'Projects', '/'),
    page('overview', 'Overview', SHOP),
    page('paths', 'Paths', `${SHOP}/paths`),
    page('path', 'A path, with its versions', `${SHOP}/path?${PAGE}`),
    page('tags', 'Tags', `${SHOP}/tags`),
    page('tag', 'What a tag reaches', `${SHOP}/tags?tag=products`),
    { ...page('live', 'Live', `${SHOP}/live`), awaits: 'tbody tr:has-text("HIT") ~ tr ~ tr ~ tr' },
    page(
      'why',
      'Why a page is answered as it is',
      `${SHOP}/why?url=${encodeURIComponent(`http://lantern-shop.localhost:${edge}/sale`)}`,
    ),
    page('purge', 'Purge', `${SHOP}/purge`),
    page('journal', 'Journal', `${SHOP}/journal`),
    page('deployments', 'Deployments', `${SHOP}/deployments`),
    page('domains', 'Domains', `${SHOP}/domains`),
    page('functions', 'Functions', `${SHOP}/functions`),
    page('crons', 'Crons', `${SHOP}/crons`),
    page('jobs', 'Jobs', `${SHOP}/jobs`),
    page('usage', 'Usage and cost', `${SHOP}/usage`),
    page('usage-paths', 'Usage by path', `${SHOP}/usage?by=path`),
    page('variables', 'Variables', `${SHOP}/variables`),
    page('origins', 'Origins', `${SHOP}/origins`),
    page('tokens', 'Tokens', `${SHOP}/tokens`),
    page('settings', 'Settings of a project', `${SHOP}/settings`),
    page('edges', 'Edges', '/edges'),
    page('members', 'Members', '/members'),
    page('audit', 'Audit', '/audit'),
    page('account', 'Account', '/account'),
    page('failure-modes', 'What each status and reason means', '/docs/failure-modes'),
  ]
}
