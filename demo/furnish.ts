import { randomBytes } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { findOperatorByEmail } from '@/db/queries/access/access'
import { ensureSetupLink } from '@/lib/ops/access/ensure-setup-link'
import { setUp } from '@/lib/ops/access/set-up'
import { signIn } from '@/lib/ops/access/sign-in'
import { addDomain } from '@/lib/ops/domains/add-domain'
import { setDomainGroup } from '@/lib/ops/domains/set-domain-group'
import { createDraftLink } from '@/lib/ops/draft-links/create-draft-link'
import { acceptInvitation } from '@/lib/ops/members/accept-invitation'
import { changeMember } from '@/lib/ops/members/change-member'
import { inviteMember } from '@/lib/ops/members/invite-member'
import { allowOrigin } from '@/lib/ops/origins/allow-origin'
import { chooseSheet } from '@/lib/ops/prices/choose-sheet'
import { getSheet } from '@/lib/ops/prices/get-sheet'
import { saveSheet } from '@/lib/ops/prices/save-sheet'
import { setProtection } from '@/lib/ops/protection/set-protection'
import { schedulePurge } from '@/lib/ops/purges/schedule-purge'
import { setRetention } from '@/lib/ops/retention/set-retention'
import { createToken } from '@/lib/ops/tokens/create-token'
import { setVariable } from '@/lib/ops/variables/set-variable'
import { INVITED, OWNER_EMAIL, operator, token } from './actors'
import { DAY_MS, type Month } from './month'
import { SIGN_IN_FILE } from './sign-in-file'
import type { Furnishing } from './story'

const SHOP = 'lantern-shop'

/** Sets up what is set up once. */
export function furnish(month: Month, step: Furnishing): Promise<void> {
  return STEPS[step](month)
}

const STEPS = {
  members,
  domains,
  variables,
  prices,
  protection,
  drafts,
  scheduled,
  invitation,
  sign_in: signInAgain,
} satisfies Record<Furnishing, (month: Month) => Promise<void>>

/** Nobody is told passwords but that of the owner, which the demo prints. */
const newPassword = () => randomBytes(15).toString('base64url')

async function members(month: Month): Promise<void> {
  const { pool, env, actors } = month
  const password = newPassword()
  const secret = await ensureSetupLink(month.as({ kind: 'machine' }))
  await setUp(month.as({ kind: 'anonymous' }), { secret: secret ?? '', email: OWNER_EMAIL, password })
  writeFileSync(join(env.FRESHET_DATA_DIR, SIGN_IN_FILE), JSON.stringify({ email: OWNER_EMAIL, password }), {
    mode: 0o600,
  })
  const idOf = async (email: string) => (await findOperatorByEmail(pool.db, email))?.id ?? ''
  actors.set('owner', operator(OWNER_EMAIL, await idOf(OWNER_EMAIL), 'owner'))
  const owner = month.as('owner')
  for (const { who, email, role } of INVITED) {
    const { path } = await inviteMember(owner, { email, role, expiresInHours: 72 })
    const invited = new URL(path, 'http://demo').searchParams.get('secret') ?? ''
    await acceptInvitation(month.as({ kind: 'anonymous' }), { secret: invited, password: newPassword() })
    if (who !== 'audit') actors.set(who, operator(email, await idOf(email), 'operator'))
  }
  for (const [name, scopes] of [
    ['ci', ['read', 'deploy']],
    ['cms', ['purge']],
  ] as const) {
    const { summary } = await createToken(owner, { name, scopes: [...scopes] })
    actors.set(name, token(name, summary.id, [...scopes]))
  }
  await createToken(owner, { name: 'monitoring', scopes: ['read'], expiresInDays: 45 })
}

async function domains(month: Month): Promise<void> {
  const owner = month.as('owner')
  const editor = await findOperatorByEmail(month.pool.db, 'editor@example.com')
  await changeMember(owner, { id: editor?.id ?? '', role: 'operator', projects: ['field-notes', 'handbook'] })
  await addDomain(owner, { project: SHOP, host: 'de.lantern-shop.localhost', environment: 'production' })
  await addDomain(owner, { project: SHOP, host: 'staging.lantern-shop.localhost', environment: 'preview' })
  for (const host of ['lantern-shop.localhost', 'de.lantern-shop.localhost']) {
    await setDomainGroup(owner, { project: SHOP, host, group: 'shops' })
  }
}

async function variables(month: Month): Promise<void> {
  const owner = month.as('owner')
  const both = ['production', 'preview'] as const
  await setVariable(owner, {
    project: SHOP,
    name: 'PRICING_URL',
    value: 'https://pricing.internal/v2',
    environments: [...both],
  })
  await setVariable(owner, { project: SHOP, name: 'PRICING_TOKEN', value: newPassword(), environments: ['production'] })
  await setVariable(owner, { project: SHOP, name: 'PRICING_TOKEN', value: newPassword(), environments: ['preview'] })
  await setVariable(owner, {
    project: 'field-notes',
    name: 'SMTP_URL',
    value: 'smtp://mail.internal:587',
    environments: ['production'],
  })
  await allowOrigin(owner, { project: SHOP, origin: 'https://pricing.internal' })
  await allowOrigin(owner, { project: SHOP, origin: 'http://10.20.0.14:9000' })
  await setRetention(owner, { project: SHOP, versionBudgetBytes: 2 * 2 ** 30 })
}

async function prices(month: Month): Promise<void> {
  const owner = month.as('owner')
  await chooseSheet(owner, { project: SHOP, provider: 'vercel', plan: 'pro', region: 'fra1' })
  const own = { provider: 'own', plan: 'machines', region: 'all' }
  const { sheet } = await getSheet(owner, own)
  const lines = sheet.lines.map((line) => ({
    ...line,
    price: { kind: 'flat' as const, amount: line.metric === 'machineMs' ? '0.038' : '0.01' },
    source: 'contract with the data centre',
    confidence: 'high' as const,
  }))
  await saveSheet(owner, {
    ...own,
    name: sheet.name,
    currency: sheet.currency,
    fee: sheet.fee,
    credit: sheet.credit,
    machineCount: 2,
    lines,
    note: null,
    basedOn: sheet.version,
  })
  await chooseSheet(owner, { project: 'handbook', ...own })
}

async function protection(month: Month): Promise<void> {
  await setProtection(month.as('owner'), { project: SHOP, protection: 'standard' })
}

async function drafts(month: Month): Promise<void> {
  const page = (path: string) => `http://field-notes.localhost:${month.env.EDGE_PORT}${path}`
  const editor = month.as('editor')
  await createDraftLink(editor, {
    url: page('/posts/the-second-draft'),
    note: 'For the proof-reader',
    expiresInHours: 168,
  })
  await createDraftLink(editor, { url: page('/posts/slow-mornings'), note: 'Picture credits', expiresInHours: 24 })
  const shop = `http://${SHOP}.localhost:${month.env.EDGE_PORT}/products`
  const ops = month.as('ops')
  await createDraftLink(ops, { url: `${shop}/silk-shade`, note: 'Agency: new pictures', expiresInHours: 120 })
  await createDraftLink(ops, { url: `${shop}/jute-mat`, note: 'Legal: wording of the warranty', expiresInHours: 24 })
}

async function invitation(month: Month): Promise<void> {
  const owner = month.as('owner')
  await inviteMember(owner, { email: 'support@example.com', role: 'viewer', projects: [SHOP], expiresInHours: 72 })
  await inviteMember(owner, {
    email: 'agency@example.com',
    role: 'operator',
    projects: ['handbook'],
    expiresInHours: 24,
  })
}

async function signInAgain(month: Month): Promise<void> {
  const told = readFileSync(join(month.env.FRESHET_DATA_DIR, SIGN_IN_FILE), 'utf8')
  await signIn(
    month.as({ kind: 'anonymous' }),
    z.object({ email: z.string(), password: z.string() }).parse(JSON.parse(told)),
  )
}

/** At the midnight after next, when a sale ends. */
async function scheduled(month: Month): Promise<void> {
  const at = new Date((Math.floor(month.nowMs / DAY_MS) + 2) * DAY_MS).toISOString()
  await schedulePurge(month.as('ops'), {
    project: SHOP,
    scope: { kind: 'domain_group', group: 'shops' },
    mode: 'delete',
    at,
    selectors: [{ kind: 'tag', tag: 'sale' }],
    reason: 'The sale ends',
  })
}
