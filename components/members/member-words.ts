import type { Role } from '@/lib/contract/access'
import { commandLine } from '@/lib/contract/shell-words'

/** What each role may do, in a line. */
export const ROLE_TEXT: Record<Role, string> = {
  viewer: 'viewer: sees, changes nothing',
  operator: 'operator: sees, purges, deploys, rolls back',
  owner: 'owner: everything, members and tokens too',
}

/** What somebody will be allowed: `projects` of `undefined` is all. */
export type Reach = { readonly role: Role; readonly projects: readonly string[] | undefined }

/** An owner has all projects; whoever is confined to none could do nothing. */
export function reachFault({ role, projects }: Reach): string | undefined {
  return role !== 'owner' && projects?.length === 0 ? 'Choose a project at least, or all.' : undefined
}

/** The same as the API takes it. */
export function reachInput({ role, projects }: Reach): { role: Role; projects?: string[] } {
  return { role, ...(role === 'owner' || projects === undefined ? {} : { projects: [...projects] }) }
}

/** The same change for a terminal. */
export function memberCommand(verb: 'invite' | 'role', email: string, reach: Reach): string {
  const { role, projects } = reachInput(reach)
  const only = projects === undefined ? [] : ['--project', ...projects]
  return commandLine('npx', 'freshet', 'members', verb, email, '--role', role, ...only)
}
