import { hrefs, projectPages } from '@/components/shell/hrefs'

export type Command = { readonly label: string; readonly hint: string; readonly href: string }

/** What the command menu can go to without looking anything up: pages of the project that is shown, then the projects. */
export function commandsFor(project: string | undefined, projects: readonly string[]): readonly Command[] {
  const pages = project === undefined ? [] : projectPages(project)
  return [
    ...pages.map(({ label, href }) => ({ label, hint: 'page', href })),
    ...projects.map((name) => ({ label: name, hint: 'project', href: hrefs.overview(name) })),
    { label: 'All projects', hint: 'page', href: hrefs.projects() },
    { label: 'Edges', hint: 'page', href: hrefs.edges() },
    { label: 'Account', hint: 'page', href: hrefs.account() },
    ...(project === undefined
      ? [
          { label: 'Members', hint: 'page', href: hrefs.members() },
          { label: 'Audit', hint: 'page', href: hrefs.audit() },
        ]
      : []),
  ]
}

/** Commands whose label or hint has all words of the query, in any order; those that begin with it come first. */
export function matchCommands(commands: readonly Command[], query: string): readonly Command[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean)
  const begins = ({ label }: Command) => label.toLowerCase().startsWith(words[0] ?? '')
  return commands
    .filter(({ label, hint }) => words.every((word) => `${label} ${hint}`.toLowerCase().includes(word)))
    .toSorted((one, other) => Number(begins(other)) - Number(begins(one)))
}
