import type { z } from 'zod'
import { restCommand } from '@/components/format/shell'
import type { NamedCommand } from '@/components/ui/copy-as'
import type { Endpoint } from '@/lib/contract/endpoint'
import { endpoints } from '@/lib/contract/endpoints'
import type { OverviewInput } from '@/lib/contract/projects'
import { commandLine } from '@/lib/contract/shell-words'

const cli = (...parts: readonly string[]): NamedCommand => ({
  label: 'CLI',
  text: commandLine('npx', 'freshet', ...parts),
})

function curl<Input extends z.ZodType>(endpoint: Endpoint<Input>, input: z.input<Input>): NamedCommand {
  return { label: 'curl', text: restCommand(endpoint, input) }
}

/** What panels show, for a terminal. Each is a read: pasted, it changes nothing. */
export const panelCommands = {
  overview: ({ project, window, domain, deployment }: OverviewInput) => [
    cli(
      ...['usage', '--project', project],
      // Usage is told of a day at least.
      ...['--window', window === '1h' ? '24h' : window],
      ...(domain === undefined ? [] : ['--domain', domain]),
      ...(deployment === undefined ? [] : ['--deployment', deployment]),
    ),
    curl(endpoints.getOverview, {
      project,
      window,
      ...(domain === undefined ? {} : { domain }),
      ...(deployment === undefined ? {} : { deployment }),
    }),
  ],
  deployments: (project: string) => [
    cli('deployments', '--project', project),
    curl(endpoints.listDeployments, { project }),
  ],
  invocations: (project: string) => [
    cli('usage', '--project', project, '--by', 'cause'),
    curl(endpoints.getUsage, { project, by: 'cause' }),
  ],
  domains: (project: string) => [cli('domains', '--project', project), curl(endpoints.listDomains, { project })],
  jobs: (project: string) => [cli('jobs', 'ls', '--project', project), curl(endpoints.listJobs, { project })],
  edges: () => [cli('edges'), curl(endpoints.listEdges, {})],
  purges: (project: string) => [cli('purges', '--project', project), curl(endpoints.listPurges, { project })],
  planned: (project: string) => [curl(endpoints.listScheduledPurges, { project })],
  crons: (project: string) => [cli('crons', '--project', project), curl(endpoints.listCrons, { project })],
  origins: (project: string) => [cli('origins', '--project', project), curl(endpoints.listOrigins, { project })],
  variables: (project: string) => [cli('env', '--project', project), curl(endpoints.listVariables, { project })],
  protection: (project: string) => [
    cli('protection', '--project', project),
    curl(endpoints.getProtection, { project }),
  ],
  draftLinks: (project: string) => [
    cli('draft', 'ls', '--project', project),
    curl(endpoints.listDraftLinks, { project }),
  ],
  retention: (project: string) => [cli('retention', '--project', project), curl(endpoints.getRetention, { project })],
  functions: (project: string) => [cli('functions', '--project', project), curl(endpoints.listFunctions, { project })],
  invitations: () => [cli('members'), curl(endpoints.listMembers, {})],
  timeline: (page: { readonly project: string; readonly domain: string; readonly path: string }) => [
    cli('versions', '--project', page.project, '--domain', page.domain, '--path', page.path),
    curl(endpoints.listVersions, page),
  ],
  stored: (page: { readonly project: string; readonly domain: string; readonly path: string }) => [
    curl(endpoints.getPath, page),
  ],
} satisfies Readonly<Record<string, (...args: never[]) => readonly NamedCommand[]>>
