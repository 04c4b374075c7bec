import { and, desc, eq, inArray, lte, sql } from 'drizzle-orm'
import type { Queryable, Tx } from '@/db/client'
import { priceSheets, projectSheets } from '@/db/schema/prices'

export type SheetRow = typeof priceSheets.$inferSelect
type Place = { readonly provider: string; readonly plan: string; readonly region: string }
type Version = Place & { readonly version?: number | undefined }

const isAt = ({ provider, plan, region }: Place) =>
  and(eq(priceSheets.provider, provider), eq(priceSheets.plan, plan), eq(priceSheets.region, region))

/** The newest version of every sheet, by provider, plan and region. */
export async function listNewestSheets(db: Queryable): Promise<SheetRow[]> {
  const { provider, plan, region, version } = priceSheets
  return db.selectDistinctOn([provider, plan, region]).from(priceSheets).orderBy(provider, plan, region, desc(version))
}

/** All versions of one sheet, newest first. */
export async function listSheetVersions(db: Queryable, place: Place): Promise<SheetRow[]> {
  return db.select().from(priceSheets).where(isAt(place)).orderBy(desc(priceSheets.version))
}

/** One version of a sheet, or the newest. */
export async function findSheet(db: Queryable, { version, ...place }: Version): Promise<SheetRow | undefined> {
  const only = version === undefined ? undefined : eq(priceSheets.version, version)
  const [row] = await db
    .select()
    .from(priceSheets)
    .where(and(isAt(place), only))
    .orderBy(desc(priceSheets.version))
    .limit(1)
  return row
}

/** The version of a sheet that was the newest when a month (`2026-11`, UTC) ended, else its first. */
export async function findSheetOfMonth(db: Queryable, place: Place, month: string): Promise<SheetRow | undefined> {
  const ended = sql`(${`${month}-01`}::timestamp + interval '1 month') at time zone 'utc'`
  const [row] = await db
    .select()
    .from(priceSheets)
    .where(isAt(place))
    .orderBy(
      sql`${priceSheets.createdAt} < ${ended} desc`,
      sql`case when ${priceSheets.createdAt} < ${ended} then -${priceSheets.version} else ${priceSheets.version} end`,
    )
    .limit(1)
  return row
}

/** Holds a sheet until the transaction ends: nobody edits or chooses it meanwhile. */
export async function lockSheet(tx: Tx, place: Place): Promise<void> {
  await tx
    .select({ id: priceSheets.id })
    .from(priceSheets)
    .where(and(isAt(place), eq(priceSheets.version, 1)))
    .for('update')
}

/** Stores the version after `basedOn`; `undefined` when that is not the newest any more, and nothing is stored. */
export async function insertSheet(
  tx: Tx,
  { basedOn, ...row }: Omit<typeof priceSheets.$inferInsert, 'version'> & { readonly basedOn: number },
): Promise<SheetRow | undefined> {
  const newest = await findSheet(tx, row)
  if ((newest?.version ?? 0) !== basedOn) return undefined
  const [stored] = await tx
    .insert(priceSheets)
    .values({ ...row, version: basedOn + 1 })
    .onConflictDoNothing()
    .returning()
  return stored
}

const CHOICE = {
  month: projectSheets.month,
  actor: projectSheets.actor,
  chosenAt: projectSheets.chosenAt,
  sheet: priceSheets,
}

/** What a project was priced by, newest month first. */
export async function listChoices(db: Queryable, projectId: string) {
  return db
    .select(CHOICE)
    .from(projectSheets)
    .innerJoin(priceSheets, eq(priceSheets.id, projectSheets.sheetId))
    .where(eq(projectSheets.projectId, projectId))
    .orderBy(desc(projectSheets.month))
}

/** What was chosen for a month: in it, or last before it. */
export async function findChoice(db: Queryable, of: { readonly projectId: string; readonly month: string }) {
  const [row] = await db
    .select(CHOICE)
    .from(projectSheets)
    .innerJoin(priceSheets, eq(priceSheets.id, projectSheets.sheetId))
    .where(and(eq(projectSheets.projectId, of.projectId), lte(projectSheets.month, of.month)))
    .orderBy(desc(projectSheets.month))
    .limit(1)
  return row
}

/** The same for several projects; those for which nobody chose are left out. */
export async function listChoicesOfMonth(
  db: Queryable,
  of: { readonly projectIds: readonly string[]; readonly month: string },
) {
  return db
    .selectDistinctOn([projectSheets.projectId], { projectId: projectSheets.projectId, sheet: priceSheets })
    .from(projectSheets)
    .innerJoin(priceSheets, eq(priceSheets.id, projectSheets.sheetId))
    .where(and(inArray(projectSheets.projectId, [...of.projectIds]), lte(projectSheets.month, of.month)))
    .orderBy(projectSheets.projectId, desc(projectSheets.month))
}

/** Prices a project by a sheet from a month on, in place of what was chosen for that month before. */
export async function setChoice(tx: Tx, choice: Omit<typeof projectSheets.$inferInsert, 'chosenAt'>): Promise<void> {
  const { sheetId, actor } = choice
  await tx
    .insert(projectSheets)
    .values(choice)
    .onConflictDoUpdate({
      target: [projectSheets.projectId, projectSheets.month],
      set: { sheetId, actor, chosenAt: sql`now()` },
    })
}

/** Takes projects that are priced by an older version of a sheet to this one, from a month on. Resolves to how many. */
export async function followSheet(
  tx: Tx,
  { sheet, month, actor }: { readonly sheet: SheetRow; readonly month: string; readonly actor: string },
): Promise<number> {
  const moved = await tx.execute(sql`
    insert into ${projectSheets} (project_id, month, sheet_id, actor)
    select newest.project_id, ${month}, ${sheet.id}, ${actor}
    from (
      select distinct on (project_id) project_id, sheet_id from ${projectSheets}
      where month <= ${month} order by project_id, month desc
    ) newest
    join ${priceSheets} older on older.id = newest.sheet_id
    where older.provider = ${sheet.provider} and older.plan = ${sheet.plan} and older.region = ${sheet.region}
    on conflict (project_id, month) do update set sheet_id = excluded.sheet_id, actor = excluded.actor, created_at = now()
    returning project_id`)
  return moved.length
}

/** The calendar month under way by the database's clock, in UTC: `2026-11`. */
export async function currentMonth(db: Queryable): Promise<string> {
  const [row] = await db.execute<{ month: string }>(sql`select to_char(now() at time zone 'utc', 'YYYY-MM') as month`)
  if (row === undefined) throw new Error('The database did not tell the month.')
  return row.month
}
