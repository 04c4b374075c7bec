import { compileMatch } from '@/lib/engine/routing/conditions'
import { RouteError } from '@/lib/engine/routing/pattern'
import type { TransformRule } from '@/lib/engine/routing/route-rule'
import { compileHeader, compileTemplate, type Template } from '@/lib/engine/routing/template'

/** One compiled transform. `name` is what `set` and `append` write to; `names` tells which ones `delete` removes. */
export type Transform = {
  readonly type: TransformRule['type']
  readonly op: TransformRule['op']
  readonly name: string
  readonly names: (name: string) => boolean
  readonly values: readonly Template[]
}

/** Throws `RouteError` for a target key that is a test, except where query names are deleted. */
export function compileTransform(rule: TransformRule, known: ReadonlySet<string>): Transform {
  const isHeader = rule.type === 'request.headers' || rule.type === 'response.headers'
  const shared = {
    type: rule.type,
    op: rule.op,
    values: rule.values.map((value) =>
      isHeader && typeof rule.key === 'string'
        ? compileHeader({ name: rule.key, value }, { key: 'transforms', known })
        : compileTemplate(value, known),
    ),
  }
  if (typeof rule.key === 'string') {
    const name = isHeader ? rule.key.toLowerCase() : rule.key
    return { ...shared, name, names: (candidate) => candidate === name }
  }
  if (rule.op !== 'delete' || rule.type !== 'request.query') {
    throw new RouteError('transforms', `Only "request.query" with "delete" may test names; write the target key out.`)
  }
  const matches = compileMatch(rule.key, 'transforms')
  return { ...shared, name: '', names: (candidate) => matches(candidate) !== undefined }
}
