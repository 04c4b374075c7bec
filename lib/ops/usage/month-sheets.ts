import type { Queryable } from '@/db/client'
import { listChoicesOfMonth } from '@/db/queries/usage/prices'
import type { PriceSheet, SheetTerms } from '@/lib/contract/price-sheets'
import { defaultSheetOfMonth } from '@/lib/ops/prices/sheet-of-month'
import { toSheet } from '@/lib/ops/prices/to-sheet'
import type { NamedProject } from '@/lib/ops/usage/requested-projects'

export type SheetUse = { readonly sheet: PriceSheet; readonly projects: readonly NamedProject[] }

/** The sheets that a month of these projects is priced by, each with its projects. Refuses a sheet that is broken. */
export async function sheetsOfMonth(
  db: Queryable,
  { projects, month }: { readonly projects: readonly NamedProject[]; readonly month: string },
): Promise<readonly SheetUse[]> {
  const choices = await listChoicesOfMonth(db, { projectIds: projects.map(({ id }) => id), month })
  const chosen = new Map(choices.map(({ projectId, sheet }) => [projectId, sheet]))
  const first = chosen.size < projects.length ? await defaultSheetOfMonth(db, month) : undefined
  const uses = new Map<string, { sheet: PriceSheet; projects: NamedProject[] }>()
  for (const project of projects) {
    const row = chosen.get(project.id) ?? first
    if (row === undefined) continue
    const use = uses.get(row.id) ?? { sheet: toSheet(row), projects: [] }
    use.projects.push(project)
    uses.set(row.id, use)
  }
  return [...uses.values()]
}

/** Machines cost by the hour, whatever they serve. */
export function machineTime({ machineCount }: SheetTerms, ms: number): { readonly machineMs?: number } {
  return machineCount === 0 ? {} : { machineMs: machineCount * Math.max(0, ms) }
}
