/** Addresses of the dashboard's pages. */
export const hrefs = {
  projects: () => '/',
  account: () => '/account',
  members: () => '/members',
  audit: (project?: string) => (project === undefined ? '/audit' : `/audit?${new URLSearchParams({ project })}`),
  edges: () => '/edges',
  overview: (project: string) => `/${project}`,
  paths: (project: string) => `/${project}/paths`,
  path: (project: string, { domain, path, deployment }: { domain: string; path: string; deployment?: string }) =>
    `/${project}/path?${new URLSearchParams({ domain, path, ...(deployment ? { deployment } : {}) })}`,
  /** Of all deployments, as a tag counts them. */
  pathsOfTag: (project: string, tag: string) => `/${project}/paths?${new URLSearchParams({ tag, deployment: 'all' })}`,
  tags: (project: string) => `/${project}/tags`,
  tag: (project: string, tag: string) => `/${project}/tags?${new URLSearchParams({ tag })}`,
  why: (project: string, url?: string) =>
    `/${project}/why${url === undefined ? '' : `?${new URLSearchParams({ url })}`}`,
  purge: (project: string) => `/${project}/purge`,
  purgeOfTag: (project: string, tag: string) => `/${project}/purge?${new URLSearchParams({ tag })}`,
  journalRow: (project: string, seq: number) => `/${project}/journal?${new URLSearchParams({ purge: String(seq) })}`,
  journalPin: (project: string, seq: number) => `/${project}/journal?${new URLSearchParams({ pin: String(seq) })}`,
  journal: (project: string) => `/${project}/journal`,
  purgeOfPath: (project: string, { domain, path }: { domain: string; path: string }) =>
    `/${project}/purge?${new URLSearchParams({ domain, path })}`,
  domains: (project: string) => `/${project}/domains`,
  /** Opens the dialog that promotes a deployment or rolls back to it. */
  move: (project: string, deployment: string) => `/${project}/deployments?${new URLSearchParams({ move: deployment })}`,
  deployments: (project: string) => `/${project}/deployments`,
  crons: (project: string) => `/${project}/crons`,
  jobs: (project: string) => `/${project}/jobs`,
  job: (project: string, id: string) => `/${project}/jobs?${new URLSearchParams({ job: id })}`,
  variables: (project: string) => `/${project}/variables`,
  origins: (project: string) => `/${project}/origins`,
  live: (project: string) => `/${project}/live`,
  usageOfPath: (project: string, { domain, path }: { domain: string; path: string }) =>
    `/${project}/usage?${new URLSearchParams({ domain, path, window: '7d' })}`,
  usage: (project: string) => `/${project}/usage`,
  functions: (project: string) => `/${project}/functions`,
  tokens: (project: string) => `/${project}/tokens`,
  settings: (project: string) => `/${project}/settings`,
}

/** What the pages of a project are about, in the order of the sidebar; the first are about what is served now. */
export const PAGE_GROUPS = ['', 'Control', 'Cost', 'Access'] as const

export type PageLink = { readonly label: string; readonly href: string; readonly group: (typeof PAGE_GROUPS)[number] }

/** The pages of a project, in the order of the sidebar. */
export function projectPages(project: string): readonly PageLink[] {
  return [
    { label: 'Overview', href: hrefs.overview(project), group: '' },
    { label: 'Paths', href: hrefs.paths(project), group: '' },
    { label: 'Tags', href: hrefs.tags(project), group: '' },
    { label: 'Live', href: hrefs.live(project), group: '' },
    { label: 'Why', href: hrefs.why(project), group: '' },
    { label: 'Purge', href: hrefs.purge(project), group: 'Control' },
    { label: 'Journal', href: hrefs.journal(project), group: 'Control' },
    { label: 'Deployments', href: hrefs.deployments(project), group: 'Control' },
    { label: 'Domains', href: hrefs.domains(project), group: 'Control' },
    { label: 'Crons', href: hrefs.crons(project), group: 'Control' },
    { label: 'Jobs', href: hrefs.jobs(project), group: 'Control' },
    { label: 'Variables', href: hrefs.variables(project), group: 'Control' },
    { label: 'Origins', href: hrefs.origins(project), group: 'Control' },
    { label: 'Usage', href: hrefs.usage(project), group: 'Cost' },
    { label: 'Functions', href: hrefs.functions(project), group: 'Cost' },
    { label: 'Tokens', href: hrefs.tokens(project), group: 'Access' },
    { label: 'Members', href: hrefs.members(), group: 'Access' },
    { label: 'Audit', href: hrefs.audit(project), group: 'Access' },
    { label: 'Settings', href: hrefs.settings(project), group: 'Access' },
  ]
}

/** The pages that belong to no project. */
export const INSTALLATION_PAGES: readonly Omit<PageLink, 'group'>[] = [
  { label: 'Projects', href: hrefs.projects() },
  { label: 'Edges', href: hrefs.edges() },
  { label: 'Members', href: hrefs.members() },
  { label: 'Audit', href: hrefs.audit() },
]

/** The page that an address belongs to: the longest that it starts with. `/p/path` belongs to `/p/paths`. */
export function currentPage(pages: readonly PageLink[], pathname: string): PageLink | undefined {
  const address = pathname.replace(/\/path$/, '/paths')
  return pages
    .filter(({ href }) => address === href || address.startsWith(`${href}/`))
    .toSorted((one, other) => other.href.length - one.href.length)[0]
}
