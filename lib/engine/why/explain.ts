import type { Decision, DecisionFacts, LayerFact, WaitFact } from '@/lib/engine/why/decision'
import { aged, purged } from '@/lib/engine/why/entry-steps'
import { capitalised, type ExplainedStep, step } from '@/lib/engine/why/explained-step'
import { hintOf, sentenceOf } from '@/lib/engine/why/sentences'
import { type NamedPurge, purgeOf } from '@/lib/engine/why/told-purge'
import { lengthWords, listWords } from '@/lib/engine/why/words'

/** A decision in words: the same on the command line, in the dashboard and in the header `x-freshet-why`. */
export type Explained = {
  readonly sentence: string
  readonly steps: readonly ExplainedStep[]
  /** What would make it a HIT. */
  readonly hint: string | null
}

/** Says a decision in words. `names`: what is known of the journal rows that `seqsOf` lists, and the name of the project. */
export function explain(
  decision: Decision,
  names: { readonly purges?: readonly NamedPurge[]; readonly project?: string } = {},
): Explained {
  const { purges = [], project } = names
  const told = { decision, purge: purgeOf(decision, purges) }
  const { facts } = decision
  const steps = [
    resolved(decision, project),
    protection(decision),
    middleware(facts),
    admitted(decision),
    key(facts),
    looked(facts),
    aged(decision),
    purged(told, purges),
    control(facts),
    waited(facts),
    regenerated(decision),
    answered(decision),
  ]
  return { sentence: sentenceOf(told), steps: steps.filter((step) => step !== undefined), hint: hintOf(told) }
}

function resolved({ host, path, facts }: Decision, project: string | undefined): ExplainedStep {
  const { site, resolved: found } = facts
  if (site === undefined) return step('Resolved', `No domain or deployment here has the host ${host}.`)
  const where = `project ${project ?? site.projectId}, ${site.environment}, deployment ${site.deploymentId}`
  const details: [string, string][] = [
    ['host', host],
    ['project', project ?? site.projectId],
    ['environment', site.environment],
    ['deployment', site.deploymentId],
  ]
  if (found === undefined) return step('Resolved', `${host}${path} belongs to ${where}.`, details)
  if (found.route !== null) details.push(['route', found.route])
  if (found.output !== null) details.push([OUTPUT_NAMES[found.kind], found.output])
  return step('Resolved', `${host}${path} belongs to ${where}, and leads to ${leadsTo(found)}.`, details)
}

/** Of a request that was served it goes without saying: its visitor was let in. */
function protection({ facts: { site }, how }: Decision): ExplainedStep | undefined {
  if (how === 'served' || site?.isProtected !== true) return undefined
  return step(
    'Protected',
    'Visitors without access to this host get 401. The steps below are for a visitor who has access.',
  )
}

type Resolved = NonNullable<DecisionFacts['resolved']>

const OUTPUT_NAMES: Readonly<Record<Resolved['kind'], string>> = {
  static: 'output',
  function: 'output',
  prerender: 'output',
  image: 'output',
  earlier_asset: 'deployment of the file',
  external: 'address',
  redirect: 'to',
  not_found: 'output',
  refused: 'refused because of',
}

function leadsTo({ kind, output, route }: Resolved): string {
  switch (kind) {
    case 'static':
      return `the static file ${output}`
    case 'function':
      return `the function ${output}`
    case 'prerender':
      return route === output ? `the prerender ${output}` : `the prerender ${output} of the route ${route}`
    case 'image':
      return `the image endpoint ${output}`
    case 'earlier_asset':
      return `a file of the earlier deployment ${output}`
    case 'external':
      return `another server: ${output}`
    case 'redirect':
      return `a redirect to ${output ?? 'another address'}`
    case 'not_found':
      return 'nothing'
    case 'refused':
      return `nothing: the address is refused (${output})`
  }
}

function middleware({ middleware: said }: DecisionFacts): ExplainedStep | undefined {
  switch (said) {
    case 'passed':
      return step('Middleware', 'It ran first and let the request through. The steps below describe where that led.')
    case 'answered':
      return step('Middleware', 'It answered the request itself, so the cache was not consulted.')
    case 'unasked':
      return step(
        'Middleware',
        'It would run first, and could answer or redirect. The steps below assume that it lets the request through.',
      )
    case undefined:
      return undefined
  }
}

function admitted({ facts, outcome, method }: Decision): ExplainedStep | undefined {
  const { admission } = facts
  if (admission === undefined) return undefined
  if (admission.kind === 'cache') return step('Admitted', 'The cache may answer.')
  if (admission.kind === 'on_demand') return step('Admitted', 'A bypass token asks for a new page.')
  const { by } = admission
  if (by === null) return step('Admitted', `The cache is bypassed because of ${reasonWords(outcome.reason, method)}.`)
  const says =
    `The cache is bypassed because of ${by.of === 'afterCacheBypass' ? 'a rule of the deployment' : `the ${by.of} ${by.name ?? ''}`}`.trim()
  return step('Admitted', `${says}.`, [[by.of, by.name ?? 'a rule']])
}

function reasonWords(reason: Decision['outcome']['reason'], method: string): string {
  return reason === 'method' ? `the method ${method}` : 'the draft cookie'
}

function key({ key: found }: DecisionFacts): ExplainedStep | undefined {
  if (found === undefined) return undefined
  const { domain, deploymentId, path, output, variant, query, allowed, leftOut } = found
  const allowedWords = allowed === null ? 'every name' : listWords(allowed)
  const left = leftOut.length === 0 ? '' : ` Left out: ${listWords(leftOut)}.`
  const says =
    found.kind === 'shared'
      ? 'The answer may be kept in the memory of this edge. Its key holds the whole query, `Accept`, protocol and host.'
      : `Path${query === '' ? '' : ' and query'} ${path}${query === '' ? '' : `?${query}`}, as ${variant}.${left} No cookie or header is part of it.`
  return step('Key', says, [
    ['domain', domain],
    ['deployment', deploymentId],
    ['path', path],
    ['output', output],
    ['variant', variant],
    ['query', query === '' ? 'none' : query],
    ['query parameters allowed in it', allowedWords],
    ['left out', listWords(leftOut)],
  ])
}

function looked({ layers }: DecisionFacts): ExplainedStep | undefined {
  if (layers === undefined || layers.length === 0) return undefined
  const says = layers.map(({ layer, said }) => `${layer}: ${SAID[said]}`).join('; ')
  return step(
    'Looked up',
    `${capitalised(says)}.`,
    layers.map(({ layer, said }) => [layer, SAID[said]]),
  )
}

const SAID: Readonly<Record<LayerFact['said'], string>> = {
  found: 'has it',
  absent: 'has nothing',
  unreadable: 'could not be read',
}

function control({ control: found }: DecisionFacts): ExplainedStep | undefined {
  if (found === undefined || found.isInControl) return undefined
  return step(
    'Journal',
    `The edge had not been able to read it for 2 s; the last number it applied was ${found.appliedSeq}.`,
  )
}

function waited({ waits = [] }: DecisionFacts): ExplainedStep | undefined {
  if (waits.length === 0) return undefined
  return step('Waited', `${capitalised(waits.map(waitWords).join('; '))}.`)
}

function waitWords({ for: what, edgeId, ms }: WaitFact): string {
  switch (what) {
    case 'render':
      return `for the regeneration, ${lengthWords(ms)} in all`
    case 'collapse':
      return `for another request on this edge that was already rendering it, ${lengthWords(ms)}`
    case 'lease':
      return `for the lease, which ${edgeId === null ? 'another edge' : `the edge ${edgeId}`} held, ${lengthWords(ms)}`
  }
}

function regenerated({ facts, how }: Decision): ExplainedStep | undefined {
  const { regeneration, failure } = facts
  if (regeneration === undefined && failure === undefined) return undefined
  const failed = failure === undefined ? '' : ` It failed: ${failure.message}`
  if (regeneration === undefined) return step('Regenerated', failed.trim())
  const would = how === 'foretold' ? 'would start' : 'started'
  const cause = `cause ${regeneration.cause.replace('_', ' ')}`
  switch (regeneration.kind) {
    case 'behind':
      return step('Regenerated', `A regeneration ${would} behind the answer (${cause}).${failed}`)
    case 'first':
      return step('Regenerated', `A regeneration ${would}, and the visitor waits for it (${cause}).${failed}`)
    case 'unstored':
      return step('Regenerated', `A render for this visitor alone ${would}; its page is not stored.${failed}`)
  }
}

function answered({ httpStatus, outcome, how }: Decision): ExplainedStep {
  const told = outcome.reason === null ? outcome.status : `${outcome.status}, ${outcome.reason}`
  return how === 'foretold' || httpStatus === null
    ? step('Answer', `It would be ${told}. Nothing was rendered or stored to find out.`)
    : step('Answer', `HTTP ${httpStatus}, ${told}.`)
}
