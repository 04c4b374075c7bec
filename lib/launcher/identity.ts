import { accessSync, chmodSync, constants, lstatSync, mkdirSync, readFileSync, statSync } from 'node:fs'
import { userInfo } from 'node:os'
import { dirname, join } from 'node:path'

/** Who PostgreSQL runs as. `ids` is `null` when that is simply whoever started us. */
export type Identity = { readonly name: string; readonly ids: { readonly uid: number; readonly gid: number } | null }

/**
 * The user PostgreSQL runs as: ourselves, or for root, whom PostgreSQL refuses, the owner of `dir` if it exists, else
 * the machine's `postgres`, else `nobody`. Nothing is added to the machine.
 */
export function postgresIdentity(dir: string): Identity {
  if (process.getuid?.() !== 0) return { name: userInfo().username, ids: null }
  const users = parsePasswd(readFileSync('/etc/passwd', 'utf8'))
  const ownerUid = statSync(dir, { throwIfNoEntry: false })?.uid
  const user =
    (ownerUid ? users.find((each) => each.ids.uid === ownerUid) : undefined) ??
    users.find((each) => each.name === 'postgres') ??
    users.find((each) => each.name === 'nobody')
  if (!user)
    throw new Error('PostgreSQL does not run as root, and there is no user "postgres" or "nobody": set DATABASE_URL.')
  return user
}

/** Users of an /etc/passwd (passwd(5)), in its order; lines that are no user are passed over. */
export function parsePasswd(text: string) {
  return text.split('\n').flatMap((line) => {
    const [name, , uid, gid] = line.split(':')
    return name && uid && gid ? [{ name, ids: { uid: Number(uid), gid: Number(gid) } }] : []
  })
}

/** Options that make a child process run as `identity`. */
export function runAs(identity: Identity): { uid?: number; gid?: number } {
  return identity.ids ? { uid: identity.ids.uid, gid: identity.ids.gid } : {}
}

/** Whether `identity` may pass through every existing folder above `dir`. */
export function canReach(identity: Identity, dir: string): boolean {
  const { ids } = identity
  if (!ids) return true
  const parent = dirname(dir)
  const stat = statSync(parent, { throwIfNoEntry: false })
  const isOpen = !stat || mayEnter(stat, ids)
  return isOpen && (parent === dir || canReach(identity, parent))
}

function mayEnter(stat: { mode: number; uid: number; gid: number }, ids: { uid: number; gid: number }): boolean {
  if (stat.uid === ids.uid) return (stat.mode & 0o100) !== 0
  if (stat.gid === ids.gid) return (stat.mode & 0o010) !== 0
  return (stat.mode & 0o001) !== 0
}

/**
 * Makes the folder of root's for what other users must be able to enter: /var/lib/freshet, or /var/tmp/freshet on a
 * machine whose /var/lib is read-only. Throws when it belongs to somebody else, who could swap what root puts there.
 */
export function makeSharedPlace(): string {
  const place = join(isWritable('/var/lib') ? '/var/lib' : '/var/tmp', 'freshet')
  mkdirSync(place, { recursive: true })
  const stat = lstatSync(place)
  if (!stat.isDirectory() || stat.uid !== process.getuid?.()) {
    throw new Error(
      `${place} does not belong to root: remove it, or set FRESHET_DATA_DIR to a folder that all users may enter.`,
    )
  }
  chmodSync(place, 0o755)
  return place
}

function isWritable(dir: string): boolean {
  try {
    accessSync(dir, constants.W_OK)
    return true
  } catch {
    return false
  }
}
