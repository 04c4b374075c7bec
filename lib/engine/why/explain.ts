import type { Decision, DecisionFacts, EntryFact, LayerFact, WaitFact } from '@/lib/engine/why/decision'
import { hintOf, sentenceOf, type Told } from '@/lib/engine/why/sentences'
import { type NamedPurge, purgeOf, purgeWords } from '@/lib/engine/why/told-purge'
import { instantWords, lengthWords, listWords } from '@/lib/engine/why/words'

/** A decision in words: the same ones on the command line, on pages and in the header. */
export type Explained = {
  readonly sentence: string
  readonly steps: readonly ExplainedStep[]
  /** What would make it a HIT. */
  readonly hint: string | null
}

export type ExplainedStep = {
  readonly title: string
  readonly says: string
  /** Names and values, for whoever wants to know exactly. */
  readonly details: readonly (readonly [name: string, value: string])[]
  /** Of the journal, where the step speaks of a purge. */
  readonly purgeSeq: number | null
}

/** `names`: what is known of the rows of the journal that `seqsOf` tells, and of the project. */
export function explain(
  decision: Decision,
  names: { readonly purges?: readonly NamedPurge[]; readonly project?: string } = {},
): Explained {
  const { purges = [], project } = names
  const told = { decision, purge: purgeOf(decision, purges) }
  const { facts } = decision
  const steps = [
    resolved(decision, project),
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
  if (site === undefined) return step('Resolved', `${host} is no domain and no deployment here.`)
  const where = `project ${project ?? site.projectId}, ${site.environment}, deployment ${site.deploymentId}`
  const details: [string, string][] = [
    ['host', host],
    ['project', project ?? site.projectId],
    ['environment', site.environment],
    ['deployment', site.deploymentId],
  ]
  if (found === undefined) return step('Resolved', `${host}${path} is of ${where}.`, details)
  if (found.route !== null) details.push(['route', found.route])
  if (found.output !== null) details.push([OUTPUT_NAMES[found.kind], found.output])
  return step('Resolved', `${host}${path} is of ${where}, and leads to ${leadsTo(found)}.`, details)
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
      return step('Middleware', 'It was asked first and let the request go on: what follows speaks of where it led.')
    case 'answered':
      return step('Middleware', 'It answered itself: the cache was not asked.')
    case 'unasked':
      return step(
        'Middleware',
        'It would be asked first, and may lead elsewhere. What follows is true if it lets the request go on.',
      )
    case undefined:
      return undefined
  }
}

function admitted({ facts, outcome, method }: Decision): ExplainedStep | undefined {
  const { admission } = facts
  if (admission === undefined) return undefined
  if (admission.kind === 'cache') return step('Admitted', 'The cache may answer.')
  if (admission.kind === 'on_demand') return step('Admitted', 'The bypass token asks for a new page.')
  const { by } = admission
  if (by === null) return step('Admitted', `The cache is bypassed, because of ${reasonWords(outcome.reason, method)}.`)
  const says = `The cache is bypassed, because of ${by.of} ${by.name ?? ''}`.trim()
  return step('Admitted', `${says}.`, [[by.of, by.name ?? 'a rule']])
}

function reasonWords(reason: Decision['outcome']['reason'], method: string): string {
  return reason === 'method' ? `the method ${method}` : 'the draft cookie'
}

function key({ key: found }: DecisionFacts): ExplainedStep | undefined {
  if (found === undefined) return undefined
  const { domain, deploymentId, path, output, variant, query, allowed, leftOut } = found
  const allowedWords = allowed === null ? 'every name' : listWords(allowed)
  const left = leftOut.length === 0 ? '' : ` Left out of it: ${listWords(leftOut)}.`
  const says =
    found.kind === 'shared'
      ? 'The whole query, `Accept`, protocol and host are in it: the answer may be kept, in the memory of this edge.'
      : `Path${query === '' ? '' : ' and query'} ${path}${query === '' ? '' : `?${query}`}, as ${variant}.${left} No cookie and no header is in it.`
  return step('Key', says, [
    ['domain', domain],
    ['deployment', deploymentId],
    ['path', path],
    ['output', output],
    ['variant', variant],
    ['query', query === '' ? 'none' : query],
    ['query that may be in it', allowedWords],
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

function aged({ facts: { entry }, atMs }: Decision): ExplainedStep | undefined {
  if (entry === undefined) return undefined
  const age = `Made ${lengthWords(atMs - entry.generatedAtMs)} ago${entry.isFromBuild ? ', by the build' : ''}`
  return step('Age', `${age}; ${intervalWords(entry, atMs)}.${expireWords(entry, atMs)}`, [
    ['made at', instantWords(entry.generatedAtMs)],
    ['stale from', entry.staleAtMs === null ? 'never by time' : instantWords(entry.staleAtMs)],
    ['not served from', entry.expiresAtMs === null ? 'never by time' : instantWords(entry.expiresAtMs)],
    ['stamp', String(entry.stamp)],
    [
      'tags',
      entry.tagCount > entry.tags.length
        ? `${entry.tags.join(', ')} … ${entry.tagCount} in all`
        : listWords(entry.tags),
    ],
  ])
}

function intervalWords({ generatedAtMs, staleAtMs }: EntryFact, atMs: number): string {
  if (staleAtMs === null) return 'it has no interval, and is fresh until told'
  const interval = lengthWords(staleAtMs - generatedAtMs)
  return atMs < staleAtMs
    ? `its interval is ${interval}, of which ${lengthWords(staleAtMs - atMs)} are left`
    : `its interval is ${interval}, which ran out ${lengthWords(atMs - staleAtMs)} ago`
}

function expireWords({ expiresAtMs }: EntryFact, atMs: number): string {
  if (expiresAtMs === null) return ''
  return atMs < expiresAtMs
    ? ` It may be served stale for ${lengthWords(expiresAtMs - atMs)} more.`
    : ` It may not even be served stale since ${lengthWords(atMs - expiresAtMs)}.`
}

function purged({ decision, purge }: Told, purges: readonly NamedPurge[]): ExplainedStep | undefined {
  const { entry } = decision.facts
  if (entry === undefined) return undefined
  if (purge !== undefined) {
    const { named, effect, seq, by } = purge
    const did = effect === 'deleted' ? 'deleted it' : 'made it stale'
    const stamp = `its render began at number ${entry.stamp} of the journal`
    return step('Purges', `${capitalised(purgeWords(purge))} ${did}, by its ${by}: ${stamp}.`, namedDetails(named), seq)
  }
  if (entry.pinnedSeq === null) return step('Purges', `None covers it since its render began (number ${entry.stamp}).`)
  const pin = purges.find(({ seq }) => seq === entry.pinnedSeq)
  const by = pin === undefined ? '' : ` by ${pin.actor}${pin.reason === null ? '' : `, “${pin.reason}”`}`
  return step(
    'Purges',
    `It is pinned (number ${entry.pinnedSeq}${by}): invalidations leave it alone.`,
    namedDetails(pin),
  )
}

function namedDetails(named: NamedPurge | undefined): [string, string][] {
  if (named === undefined) return []
  const { seq, kind, selectors, scope, actor, reason, atMs } = named
  return [
    ['number', String(seq)],
    ['kind', kind],
    ['selectors', selectors],
    ['scope', scope],
    ['actor', actor],
    ['reason', reason ?? 'none given'],
    ['at', instantWords(atMs)],
  ]
}

function control({ control: found }: DecisionFacts): ExplainedStep | undefined {
  if (found === undefined || found.isInControl) return undefined
  return step('Journal', `The edge could not read it for 2 s; it had come to number ${found.appliedSeq}.`)
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
      return `for another request of this edge that rendered it already, ${lengthWords(ms)}`
    case 'lease':
      return `for the lease, which the edge ${edgeId ?? 'of an unknown name'} had, ${lengthWords(ms)}`
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
      return step('Regenerated', `A page for now ${would}, stored nowhere.${failed}`)
  }
}

function answered({ httpStatus, outcome, how }: Decision): ExplainedStep {
  const told = outcome.reason === null ? outcome.status : `${outcome.status}, ${outcome.reason}`
  return how === 'foretold' || httpStatus === null
    ? step('Answer', `It would be ${told}. Nothing was rendered or stored to find out.`)
    : step('Answer', `HTTP ${httpStatus}, ${told}.`)
}

function step(
  title: string,
  says: string,
  details: ExplainedStep['details'] = [],
  purgeSeq: number | null = null,
): ExplainedStep {
  return { title, says, details, purgeSeq }
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
