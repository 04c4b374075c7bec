import { type QueryClient, queryOptions } from '@tanstack/react-query'
import { endpoints } from '@/lib/contract/endpoints'
import type { ExplainDecisionInput, ExplainUrlInput } from '@/lib/contract/why'
import { call } from '@/lib/queries/call'

/** Why requests are answered as they are. */
export const whyQueries = {
  all: () => ['why'] as const,
  /** What a visitor would get now: asked again when somebody asks, not by itself. */
  url: (input: ExplainUrlInput) =>
    queryOptions({
      queryKey: [...whyQueries.all(), 'url', input],
      queryFn: ({ signal }) => call(endpoints.explainUrl, input, signal),
      staleTime: 10_000,
    }),
  /** What was decided is over, and stays as it was. */
  decision: (input: ExplainDecisionInput) =>
    queryOptions({
      queryKey: [...whyQueries.all(), 'decision', input.project, input.decision.requestId],
      queryFn: ({ signal }) => call(endpoints.explainDecision, input, signal),
      staleTime: Number.POSITIVE_INFINITY,
    }),
}

/**
 * Asks the edges again about the addresses on screen, after something that changes their answer. Called last, when the rest of the
 * page was read anew: edges obey within moments, and one that is asked before would tell what was.
 */
export function askWhyAgain(client: QueryClient): Promise<void> {
  return client.invalidateQueries({ queryKey: [...whyQueries.all(), 'url'] })
}
