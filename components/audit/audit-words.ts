import type { AuditRow, AuditVerification } from '@/lib/contract/audit'

/** One detail of a row; of a change also what was before. */
export type Detail = { readonly name: string; readonly before: string | undefined; readonly after: string }

/** What a row tells, field by field: `before` and `after` of a change stand side by side, field by field as well. */
export function detailsOf({ details }: AuditRow): readonly Detail[] {
  const { before, after, ...rest } = details
  const plain = Object.entries(rest).map(([name, value]) => ({ name, before: undefined, after: textOf(value) }))
  if (before === undefined || after === undefined) {
    const other = Object.entries({ before, after }).filter(([, value]) => value !== undefined)
    return [...plain, ...other.map(([name, value]) => ({ name, before: undefined, after: textOf(value) }))]
  }
  const then = fieldsOf(before)
  const now = fieldsOf(after)
  const names = [...new Set([...then.keys(), ...now.keys()])]
  return [...plain, ...names.map((name) => ({ name, before: textOf(then.get(name)), after: textOf(now.get(name)) }))]
}

/** The details in one line, for a table. */
export function summaryOf(row: AuditRow): string {
  return detailsOf(row)
    .map(({ name, before, after }) => (before === undefined ? `${name} ${after}` : `${name} ${before} → ${after}`))
    .join(', ')
}

/** What a check of the chain came to, in a sentence. */
export function verdictOf({ verifiedUpTo, fault, head }: AuditVerification): string {
  if (fault === null) return head === null ? 'The audit is empty.' : `Chain verified up to row ${verifiedUpTo}.`
  return fault.kind === 'changed'
    ? `Row ${fault.id} was changed after it was written. The chain holds up to row ${verifiedUpTo}.`
    : `Rows before ${fault.id} were removed or replaced. The chain holds up to row ${verifiedUpTo}.`
}

function fieldsOf(value: unknown): ReadonlyMap<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return new Map([['value', value]])
  return new Map(Object.entries(value))
}

function textOf(value: unknown): string {
  if (value === undefined || value === null) return '–'
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.map(textOf).join(', ')
  return typeof value === 'object' ? objectText(value) : String(value)
}

/** A selector or a scope as people say it, `tag posts`; of any other object its fields. */
function objectText(value: object): string {
  const fields = Object.entries(value)
  if ('kind' in value && typeof value.kind === 'string') {
    return [value.kind, ...fields.filter(([name]) => name !== 'kind').map(([, each]) => textOf(each))].join(' ')
  }
  return `(${fields.map(([name, each]) => `${name} ${textOf(each)}`).join(', ')})`
}
