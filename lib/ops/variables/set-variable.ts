import type { Tx } from '@/db/client'
import { appendAudit } from '@/db/queries/audit'
import { lockProject } from '@/db/queries/projects'
import { appendJournal } from '@/db/queries/purges/journal'
import { listSealingKeys, listVariables, sizeOfVariables, upsertVariables } from '@/db/queries/variables'
import type { Environment } from '@/lib/contract/domains'
import { MAX_VARIABLES_BYTES, type SetVariableInput, type VariableChange } from '@/lib/contract/variables'
import { actorName, type OpsContext, tokenIdOf } from '@/lib/ops/context'
import { OpError } from '@/lib/ops/errors'
import { requireProject } from '@/lib/ops/require-project'
import { toVariable } from '@/lib/ops/variables/to-variable'

/**
 * Sets a variable in the environments named. Who may deploy may do so: a deployed function could read it anyway. The value
 * is sealed before the database, the journal or the audit sees anything of it.
 */
export async function setVariable(ctx: OpsContext, input: SetVariableInput): Promise<VariableChange> {
  const project = await requireProject(ctx, 'deploy', input.project)
  const { name, value, environments } = input
  const actor = actorName(ctx.actor)
  // A machine that lost its key, or never had it, must not make one beside that of the others.
  const mayMakeKey = (await listSealingKeys(ctx.db)).length === 0
  const sizeBytes = Buffer.byteLength(name) + Buffer.byteLength(value)
  const rows = await Promise.all(
    environments.map(async (environment) => {
      const place = { projectId: project.id, environment, name }
      return { ...place, ...(await ctx.secrets.seal(place, value, { mayMakeKey })), sizeBytes, setBy: actor }
    }),
  )
  const keyIds = await ctx.secrets.keyIds()

  return ctx.db.transaction(async (tx) => {
    // Two at once would each find room for itself.
    await lockProject(tx, project.id)
    for (const environment of environments) {
      await requireRoom(tx, { projectId: project.id, environment, name, sizeBytes })
    }
    const before = await environmentsOf(tx, project.id, name)
    await upsertVariables(tx, rows)
    const seq = await announceVariables(tx, { projectId: project.id, environments, actor })
    await appendAudit(tx, {
      projectId: project.id,
      actor,
      action: 'variables.set',
      details: {
        name,
        environments,
        replacedIn: before.filter((each) => environments.includes(each)),
        before: { setIn: before },
        after: { setIn: await environmentsOf(tx, project.id, name) },
      },
      ip: ctx.client.ip,
      tokenId: tokenIdOf(ctx.actor),
    })
    const all = await listVariables(tx, { projectId: project.id })
    const changed = all.filter((row) => row.name === name && environments.includes(row.environment))
    return { seq, variables: changed.map((row) => toVariable(row, { project, keyIds })) }
  })
}

/** Where a variable is set now. What it is set to, nobody is told. */
export async function environmentsOf(tx: Tx, projectId: string, name: string): Promise<readonly Environment[]> {
  const rows = await listVariables(tx, { projectId })
  return rows.filter((row) => row.name === name).map(({ environment }) => environment)
}

/** Makes every edge restart the functions of the project. Locks the journal's counter: call it after every change of a row. */
export async function announceVariables(
  tx: Tx,
  change: { readonly projectId: string; readonly environments: readonly Environment[]; readonly actor: string },
): Promise<number> {
  const { projectId, environments, actor } = change
  const [only] = environments
  const environment = environments.length === 1 && only !== undefined ? only : null
  return appendJournal(tx, { kind: 'environment', projectId, environment, actor })
}

async function requireRoom(
  tx: Tx,
  {
    sizeBytes,
    name,
    ...of
  }: {
    readonly projectId: string
    readonly environment: Environment
    readonly name: string
    readonly sizeBytes: number
  },
): Promise<void> {
  const others = await sizeOfVariables(tx, { ...of, except: name })
  if (others + sizeBytes <= MAX_VARIABLES_BYTES) return
  throw new OpError(
    'invalid',
    `All variables of ${of.environment} together may take ${MAX_VARIABLES_BYTES} bytes. The others take ${others}; this one would add ${sizeBytes}.`,
  )
}
