import type { HasCondition, ValueMatcher } from '@/lib/engine/deployment'
import { compilePattern, type Pattern } from '@/lib/engine/routing/pattern'
import type { ConditionRule, MatchRule } from '@/lib/engine/routing/route-rule'
import type { RoutingRequest } from '@/lib/engine/routing/router'

/** What conditions look at. */
export type ConditionFacts = Pick<RoutingRequest, 'host' | 'query' | 'header' | 'cookie'>

const MATCHED = { captures: {} } as const

/** Compiles a condition. Throws `RouteError`, naming `part`, for a bad pattern. */
export function compileCondition(rule: ConditionRule, part: 'has' | 'missing' = 'has'): HasCondition {
  const key = rule.type === 'header' ? (rule.key?.toLowerCase() ?? null) : rule.key
  return { type: rule.type, key, value: rule.value === null ? null : compileMatch(rule.value, part) }
}

/**
 * What the condition captured when it holds, `undefined` when it does not. One without a value captures the value
 * under its own key. Of a query name given several times, one value that fits is enough.
 */
export function matchCondition(
  condition: HasCondition,
  facts: ConditionFacts,
): Readonly<Record<string, string>> | undefined {
  for (const value of valuesOf(condition, facts)) {
    if (condition.value === null) return { [condition.key ?? 'host']: value }
    const match = condition.value(value)
    if (match !== undefined) return match.captures
  }
  return undefined
}

/** Names that a condition may capture, for the templates of its route. */
export function conditionNames(rule: ConditionRule): string[] {
  if (rule.value === null) return [rule.key ?? 'host']
  const source = typeof rule.value === 'string' ? rule.value : rule.value.re
  if (source === undefined) return []
  return compilePattern(source, { key: 'has', isWhole: false, isCaseSensitive: true }).groupNames.filter(
    (name) => !/^\d/.test(name),
  )
}

/** Compiles the test of one value. `key` names the rule in the error. */
export function compileMatch(rule: MatchRule, key: string): ValueMatcher {
  if (typeof rule === 'string') {
    return matchPattern(compilePattern(rule, { key, isWhole: true, isCaseSensitive: true }))
  }
  const { eq, neq, inc, ninc, pre, suf, re, gt, gte, lt, lte } = rule
  const tests: ((value: string) => boolean)[] = []
  if (eq !== undefined) tests.push((value) => value === String(eq))
  if (neq !== undefined) tests.push((value) => value !== neq)
  if (inc !== undefined) tests.push((value) => inc.includes(value))
  if (ninc !== undefined) tests.push((value) => !ninc.includes(value))
  if (pre !== undefined) tests.push((value) => value.startsWith(pre))
  if (suf !== undefined) tests.push((value) => value.endsWith(suf))
  if (gt !== undefined) tests.push((value) => toNumber(value) > gt)
  if (gte !== undefined) tests.push((value) => toNumber(value) >= gte)
  if (lt !== undefined) tests.push((value) => toNumber(value) < lt)
  if (lte !== undefined) tests.push((value) => toNumber(value) <= lte)
  const pattern =
    re === undefined ? null : matchPattern(compilePattern(re, { key, isWhole: false, isCaseSensitive: true }))
  return (value) => {
    if (!tests.every((test) => test(value))) return undefined
    return pattern === null ? MATCHED : pattern(value)
  }
}

function matchPattern(pattern: Pattern): ValueMatcher {
  const names = pattern.groupNames.filter((name) => !/^\d/.test(name))
  return (value) => {
    if (names.length === 0) return pattern.test(value) ? MATCHED : undefined
    const captured = pattern.exec(value)?.captures
    if (captured === undefined) return undefined
    return { captures: Object.fromEntries([...captured].filter(([name]) => names.includes(name))) }
  }
}

/** An empty text is no number: `Number('')` would say 0. */
const toNumber = (value: string) => (value.trim() === '' ? Number.NaN : Number(value))

function valuesOf(condition: HasCondition, facts: ConditionFacts): readonly string[] {
  if (condition.type === 'host') return [facts.host]
  const { key } = condition
  if (key === null) return []
  if (condition.type === 'query') return facts.query.filter(([name]) => name === key).map(([, value]) => value)
  const value = condition.type === 'header' ? facts.header(key) : facts.cookie(key)
  return value === undefined ? [] : [value]
}
