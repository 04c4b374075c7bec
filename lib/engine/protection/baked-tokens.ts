import type { Deployment, Output } from '@/lib/engine/deployment'

const known = new WeakMap<Deployment, readonly string[]>()

/** The tokens that a build wrote into its prerenders, each once: one in all, of nearly every build. */
export function bakedTokens(deployment: Deployment): readonly string[] {
  const found = known.get(deployment)
  if (found !== undefined) return found
  const tokens = new Set<string>()
  for (const output of deployment.outputs.values()) {
    if (output.kind === 'prerender' && output.config.bypassToken !== null) tokens.add(output.config.bypassToken)
  }
  const baked = [...tokens]
  known.set(deployment, baked)
  return baked
}

/** The token by which the function of an output knows a request that is let past the cache; `null` where it knows none. */
export function tokenFor(deployment: Deployment, output: Output | undefined): string | null {
  if (output?.kind === 'prerender') return output.config.bypassToken
  const [only, ...others] = bakedTokens(deployment)
  return only === undefined || others.length > 0 ? null : only
}
