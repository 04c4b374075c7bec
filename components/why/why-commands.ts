import { restCommand } from '@/components/format/shell'
import type { NamedCommand } from '@/components/ui/copy-as'
import { endpoints } from '@/lib/contract/endpoints'
import { commandLine } from '@/lib/contract/shell-words'
import type { WhyToken } from '@/lib/contract/why'

/** The same question for a terminal. */
export function whyCommands(url: string): NamedCommand[] {
  return [
    { label: 'CLI', text: commandLine('npx', 'freshet', 'why', url) },
    { label: 'curl', text: restCommand(endpoints.explainUrl, { url }) },
    { label: 'CLI: token for a real request', text: commandLine('npx', 'freshet', 'why', url, '--token') },
  ]
}

/** A real request that is answered with why. */
export function revealingCommand(url: string, { token }: WhyToken): string {
  return commandLine('curl', '-sI', '-H', `x-freshet-why: ${token}`, url)
}
