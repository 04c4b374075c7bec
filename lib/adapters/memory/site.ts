import type { Deployment, FunctionRef, Output, PrerenderConfig, PrerenderOutput, Site } from '@/lib/engine/deployment'
import { createRouter } from '@/lib/engine/routing/create-router'
import type { RouteRule } from '@/lib/engine/routing/route-rule'
import type { Router } from '@/lib/engine/routing/router'
import { admit, type PrerenderTarget } from '@/lib/engine/steps/admit'
import { resolve } from '@/lib/engine/steps/resolve'

export const HOST = 'shop.test'
export const PROJECT = 'prj_shop'
export const DEPLOYMENT = 'dpl_000000000001'
export const TOKEN = 'a-bypass-token-of-more-than-32-characters'
export const START_MS = Date.UTC(2026, 10, 20)

/** A production site of these outputs, deployed at `START_MS`, with a routing table of its own if `rules` are given. */
export function siteOf(outputs: readonly Output[], rules?: readonly RouteRule[], more: Partial<Deployment> = {}): Site {
  const deployment = { ...deploymentOf(outputs, rules), ...more }
  return { domain: HOST, projectId: PROJECT, environment: 'production', isProtected: false, deployment }
}

/** A rule that matches `src` and does nothing but what `rest` says. */
export function ruleOf(src: string, rest: Partial<RouteRule> = {}): RouteRule {
  return { ...NO_RULE, src, ...rest }
}

const NO_RULE: RouteRule = {
  phase: null,
  src: '/.*',
  dest: null,
  headers: [],
  methods: null,
  isContinuing: false,
  isChecked: false,
  isCaseSensitive: false,
  isImportant: false,
  status: null,
  has: [],
  missing: [],
  transforms: [],
  middlewarePath: null,
  isOriginCached: true,
  locale: null,
}

export const FUNCTION: FunctionRef = {
  bundle: 'page',
  runtime: {
    kind: 'node',
    handler: 'index.js',
    entry: { kind: 'detected', shouldAddHelpers: false },
    mapsSources: false,
  },
  role: 'answers',
  maxDurationSeconds: 10,
  memoryMb: 128,
  environment: {},
}

const CONFIG: PrerenderConfig = {
  expiration: 60,
  staleExpirationSeconds: null,
  group: null,
  bypassToken: TOKEN,
  allowQuery: [],
  allowHeader: [],
  passQuery: false,
  exposeErrorBody: false,
  bypassFor: [],
  sourcePath: null,
  onMiss: 'sync',
  partialFallback: false,
}

/** A prerender named by its path, without a fallback. */
export function prerenderAt(
  name: string,
  config: Partial<PrerenderConfig> = {},
  more: Partial<Omit<PrerenderOutput, 'config' | 'kind'>> = {},
): PrerenderOutput {
  const plain = {
    kind: 'prerender',
    name,
    function: FUNCTION,
    fallback: null,
    chain: null,
    groupMembers: [name],
    variant: 'html',
  } as const
  return { ...plain, config: { ...CONFIG, ...config }, ...more }
}

/** The prerender that a plain GET of `target` asks for. Throws when it asks for something else. */
export function prerenderTargetAt(target: string, outputs: readonly Output[]): PrerenderTarget {
  const connection = { protocol: 'http', clientIp: '127.0.0.1', body: null } as const
  const request = {
    method: 'GET',
    host: HOST,
    authority: HOST,
    target,
    rawHeaders: ['Host', HOST],
    ...connection,
  } as const
  const resolved = resolve(siteOf(outputs), request)
  if (resolved.kind !== 'target' || resolved.target.resolution.kind !== 'output')
    throw new Error(`${target} does not resolve.`)
  const { resolution } = resolved.target
  if (resolution.output.kind !== 'prerender') throw new Error(`${target} is no prerender.`)
  const admission = admit(resolved.target, 'GET', resolution, resolution.output)
  if (admission.kind !== 'cache') throw new Error(`${target} is not for the cache.`)
  return admission.prerender
}

function deploymentOf(outputs: readonly Output[], rules?: readonly RouteRule[]): Deployment {
  const named = new Map(outputs.map((output) => [output.name, output]))
  return {
    id: DEPLOYMENT,
    projectId: PROJECT,
    createdSeq: 0,
    buildId: null,
    createdAtMs: START_MS,
    outputs: named,
    afterCacheBypass: [],
    router: rules === undefined ? routerOf(named) : createRouter(rules, named),
  }
}

/** Outputs answer at their names; `/items/x` leads to an output named `/items/[id]` with the capture `id`. */
function routerOf(outputs: ReadonlyMap<string, Output>): Router {
  return {
    decidingHeaders: new Set(),
    resolve: ({ path, query }) => {
      const exact = outputs.get(path)
      const [, folder, id] = path.match(/^(\/[^/]+)\/([^/]+)$/) ?? []
      const template = exact === undefined ? outputs.get(`${folder}/[id]`) : undefined
      const output = exact ?? template
      if (output === undefined) return { kind: 'not_found', status: 404, headers: [] }
      const captured = template === undefined || id === undefined ? [] : [['id', id] as const]
      return {
        kind: 'output',
        output,
        path: output.name,
        matchedPath: path,
        query: [...query.filter(([name]) => !captured.some(([own]) => own === name)), ...captured],
        routeMatches: new Map(captured),
        status: null,
        headers: [],
        requestHeaders: new Map(),
      }
    },
  }
}
