import type { Engine } from '@/lib/engine/engine'
import { handleRequest } from '@/lib/engine/handle-request'
import type { EngineRequest, EngineResponse } from '@/lib/engine/request'
import { valueIn } from '@/lib/engine/steps/respond'
import { DecisionNotes } from '@/lib/engine/why/decision-notes'
import { explain } from '@/lib/engine/why/explain'
import { type NamedPurge, seqsOf } from '@/lib/engine/why/told-purge'
import { WHY_HEADER, withWhy } from '@/lib/engine/why/why-header'

export type Revealing = {
  readonly engine: Engine
  /** The project whose decisions a token reveals at this instant; `undefined` for one that is wrong or ran out. */
  readonly projectOf: (token: string, nowMs: number) => string | undefined
  /** Rows of the journal of a project, by their numbers. */
  readonly nameRows: (projectId: string, seqs: readonly number[]) => Promise<readonly NamedPurge[]>
  readonly newId: () => string
}

/** Tokens are a few hundred characters: more is not looked at. */
const MAX_TOKEN_CHARACTERS = 1_024

/**
 * Answers a request; with a valid token for its project, a header of the answer says why. Any other request is answered as
 * always, so that nobody learns from the answer that there is such a header.
 */
export function revealWhy(revealing: Revealing, request: EngineRequest): EngineResponse | Promise<EngineResponse> {
  const { engine } = revealing
  const token = valueIn(request.rawHeaders, WHY_HEADER)
  if (token === undefined || token.length > MAX_TOKEN_CHARACTERS) return handleRequest(engine, request)
  const projectId = revealing.projectOf(token, engine.clock.nowMs())
  return projectId === undefined ? handleRequest(engine, request) : revealed(revealing, request, projectId)
}

async function revealed(revealing: Revealing, asked: EngineRequest, projectId: string): Promise<EngineResponse> {
  const { engine, nameRows, newId } = revealing
  const why = asked.why ?? new DecisionNotes(newId())
  const request = { ...asked, why }
  const response = await handleRequest(engine, request)
  const decision = why.decided(request, response, engine.clock.nowMs())
  if (decision.facts.site?.projectId !== projectId) return response
  const seqs = seqsOf(decision)
  // Names are a help: without a database the numbers stand for themselves.
  const purges = seqs.length === 0 ? [] : await nameRows(projectId, seqs).catch(() => [])
  return withWhy(response, explain(decision, { purges }), decision.requestId)
}
