/** Addresses of the dashboard's pages. */
export const hrefs = {
  projects: () => '/',
  account: () => '/account',
  overview: (project: string) => `/${project}`,
  paths: (project: string) => `/${project}/paths`,
  path: (project: string, { domain, path, deployment }: { domain: string; path: string; deployment?: string }) =>
    `/${project}/path?${new URLSearchParams({ domain, path, ...(deployment ? { deployment } : {}) })}`,
  purge: (project: string) => `/${project}/purge`,
  journal: (project: string) => `/${project}/journal`,
  deployments: (project: string) => `/${project}/deployments`,
  crons: (project: string) => `/${project}/crons`,
  jobs: (project: string) => `/${project}/jobs`,
  job: (project: string, id: string) => `/${project}/jobs?${new URLSearchParams({ job: id })}`,
  variables: (project: string) => `/${project}/variables`,
  origins: (project: string) => `/${project}/origins`,
  usage: (project: string) => `/${project}/usage`,
  tokens: (project: string) => `/${project}/tokens`,
}

export type PageLink = { readonly label: string; readonly href: string; readonly group: '' | 'Control' | 'Access' }

/** The pages of a project, in the order of the sidebar. */
export function projectPages(project: string): readonly PageLink[] {
  return [
    { label: 'Overview', href: hrefs.overview(project), group: '' },
    { label: 'Paths', href: hrefs.paths(project), group: '' },
    { label: 'Usage', href: hrefs.usage(project), group: '' },
    { label: 'Purge', href: hrefs.purge(project), group: 'Control' },
    { label: 'Journal', href: hrefs.journal(project), group: 'Control' },
    { label: 'Deployments', href: hrefs.deployments(project), group: 'Control' },
    { label: 'Crons', href: hrefs.crons(project), group: 'Control' },
    { label: 'Jobs', href: hrefs.jobs(project), group: 'Control' },
    { label: 'Variables', href: hrefs.variables(project), group: 'Control' },
    { label: 'Origins', href: hrefs.origins(project), group: 'Control' },
    { label: 'Tokens', href: hrefs.tokens(project), group: 'Access' },
  ]
}

/** The page that an address belongs to: the longest that it starts with. `/p/path` belongs to `/p/paths`. */
export function currentPage(pages: readonly PageLink[], pathname: string): PageLink | undefined {
  const address = pathname.replace(/\/path$/, '/paths')
  return pages
    .filter(({ href }) => address === href || address.startsWith(`${href}/`))
    .toSorted((one, other) => other.href.length - one.href.length)[0]
}
