import type { VariableRow } from '@/db/queries/variables'
import type { Variable } from '@/lib/contract/variables'

/** A variable as the API tells it: all but its value. `keyIds`: those of this machine, the one that seals first. */
export function toVariable(
  row: VariableRow,
  { project, keyIds }: { readonly project: { readonly name: string }; readonly keyIds: readonly string[] },
): Variable {
  const { name, environment, fingerprint, setBy, setAt, keyId } = row
  return {
    project: project.name,
    name,
    environment,
    fingerprint,
    setBy,
    setAt: setAt.toISOString(),
    key: standingOf(keyId, keyIds),
  }
}

function standingOf(keyId: string, [newest, ...older]: readonly string[]): Variable['key'] {
  if (keyId === newest) return 'current'
  return older.includes(keyId) ? 'old' : 'missing'
}
