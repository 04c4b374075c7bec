import { endpoint } from '@/lib/contract/endpoint'
import { usage, usageInput } from '@/lib/contract/usage'
import { whatIf, whatIfInput } from '@/lib/contract/what-if'

/** Calls about usage, as part of `endpoints`. */
export const usageEndpoints = {
  getUsage: endpoint({
    method: 'GET',
    path: '/api/v1/usage',
    input: usageInput,
    output: usage,
    scope: 'read',
    summary:
      'What was used in a window, told apart as asked, what it costs by estimate, and what the month will come to.',
  }),
  getWhatIf: endpoint({
    method: 'GET',
    path: '/api/v1/usage/what-if',
    input: whatIfInput,
    output: whatIf,
    scope: 'read',
    summary: 'What other revalidate intervals of a route would have come to, by the traffic that was recorded.',
  }),
}
