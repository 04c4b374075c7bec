import { restCommand } from '@/components/format/shell'
import type { NamedCommand } from '@/components/ui/copy-as'
import type { BypassPurpose } from '@/lib/contract/bypass-tokens'
import { endpoints } from '@/lib/contract/endpoints'
import { commandLine } from '@/lib/contract/shell-words'

/** A request that shows what a token opens, ready to paste. */
export function tryCommand(purpose: BypassPurpose, url: string, token: string): string {
  switch (purpose) {
    case 'draft':
      return commandLine('curl', '-s', '-D', '-', '-o', '/dev/null', url, '-H', `cookie: __prerender_bypass=${token}`)
    case 'revalidate':
      return commandLine('curl', '-sI', url, '-H', `x-prerender-revalidate: ${token}`)
    case 'protection':
      return commandLine('curl', '-sI', url, '-H', `x-vercel-protection-bypass: ${token}`)
  }
}

/** An address that a token holds for: a page of its own where it has one. */
export function tryUrl(siteUrl: string, paths: readonly string[]): string {
  const [first = '/'] = paths
  return new URL(first.endsWith('/*') ? first.slice(0, -1) : first, siteUrl).href
}

/** The list of bypass tokens, for a terminal. */
export function bypassCommands(project: string): NamedCommand[] {
  return [
    { label: 'CLI', text: commandLine('npx', 'freshet', 'bypass', 'ls', '--project', project) },
    { label: 'curl', text: restCommand(endpoints.listBypassTokens, { project }) },
  ]
}

/** The list of API tokens, for a terminal. */
export function apiTokenCommands(): NamedCommand[] {
  return [
    { label: 'CLI', text: commandLine('npx', 'freshet', 'token', 'ls') },
    { label: 'curl', text: restCommand(endpoints.listTokens, {}) },
  ]
}
