import { type Command, InvalidArgumentError, Option } from 'commander'
import { FRESHET } from '@/lib/cli/called-as'
import { CliFailure, EXIT } from '@/lib/cli/failure'
import type { CliContext } from '@/lib/cli/program'
import { counted, table, tableOr } from '@/lib/cli/table'
import { type Role, role } from '@/lib/contract/access'
import { endpoints } from '@/lib/contract/endpoints'
import type { Invitation, Member } from '@/lib/contract/members'

type Reach = { readonly role: Role; readonly project?: string[]; readonly json?: boolean }
type InviteOptions = Reach & { readonly expiresInHours?: number }

/** `freshet members`: ls, invite, role, remove, sessions, withdraw. */
export function addMembers(program: Command, context: CliContext): void {
  const { api, shell } = context
  const members = program
    .command('members')
    .description('Invite people, change what they may do, sign them out, remove them')
    .addHelpText('after', `\nExample: ${FRESHET} members invite ada@example.com --role viewer --project shop`)
  members
    .command('ls', { isDefault: true })
    .alias('list')
    .description('list members and open invitations')
    .option('--json', 'print the result as JSON')
    .action(async ({ json }: { readonly json?: boolean }) => {
      const list = await api.call(endpoints.listMembers, {})
      const none = 'Nobody can sign in yet. Open the set-up link that npm start prints.'
      const headings = ['EMAIL', 'ROLE', 'PROJECTS', 'SIGNED IN', 'LAST SEEN', 'ID']
      const lines = [...tableOr(none, headings, list.members.map(memberCells)), ...invitationLines(list.invitations)]
      shell.result({ json }, list, lines)
    })
  reachOptions(members.command('invite'))
    .description('print a link with which somebody can become a member, once; no mail is sent')
    .argument('<email>', 'whom it is for')
    .option('--expires-in-hours <n>', 'how long the link works (default: 72)', wholeNumber)
    .action((email: string, options: InviteOptions) => invite(context, email, options))
  reachOptions(members.command('role'))
    .description('give a member another role; their sessions end')
    .argument('<member>', 'email or id')
    .action(async (name: string, { role: wanted, project, json }: Reach) => {
      const { id } = await findMember(context, name)
      const input = { id, role: wanted, ...(project === undefined ? {} : { projects: project }) }
      const changed = await api.call(endpoints.changeMember, input)
      shell.result({ json }, changed, [`${changed.email} is ${roleWords(changed)} now, and was signed out.`])
    })
  members
    .command('remove')
    .description('remove a member; their sessions end')
    .argument('<member>', 'email or id')
    .option('--json', 'print the result as JSON')
    .action(async (name: string, { json }: { readonly json?: boolean }) => {
      const { id } = await findMember(context, name)
      const removed = await api.call(endpoints.removeMember, { id })
      const left = removed.tokensLeft.join(', ')
      const more = left === '' ? [] : [`Tokens that they made keep working: ${left}. See: ${FRESHET} token ls`]
      shell.result({ json }, removed, [`${removed.email} is no longer a member.`, ...more])
    })
  addSessions(members, context)
  members
    .command('withdraw')
    .description('withdraw an invitation, so that its link stops working')
    .argument('<id>', 'its id')
    .option('--json', 'print the result as JSON')
    .action(async (id: string, { json }: { readonly json?: boolean }) => {
      await api.call(endpoints.withdrawInvitation, { id })
      shell.result({ json }, { id }, [`Withdrew ${id}.`])
    })
}

function addSessions(members: Command, context: CliContext): void {
  members
    .command('sessions')
    .description('list where a member is signed in; --end signs them out everywhere')
    .argument('<member>', 'email or id')
    .option('--end', 'end all their sessions')
    .option('--json', 'print the result as JSON')
    .action(async (name: string, { end, json }: { readonly end?: boolean; readonly json?: boolean }) => {
      const { api, shell } = context
      const { id, email } = await findMember(context, name)
      const list = await api.call(endpoints.listMemberSessions, { id })
      if (end)
        for (const { id: session } of list.sessions) await api.call(endpoints.revokeMemberSession, { id, session })
      const rows = list.sessions.map(({ ip, createdAt, lastSeenAt, userAgent }) => [
        ...[ip ?? '–', createdAt, lastSeenAt, userAgent ?? '–'],
      ])
      const lines = tableOr(
        `${email} is not signed in anywhere.`,
        ['ADDRESS', 'SIGNED IN', 'LAST SEEN', 'BROWSER'],
        rows,
      )
      const ended = `Signed ${email} out of ${counted(list.sessions.length, 'browser')}.`
      shell.result({ json }, { ...list, ended: end === true }, end ? [ended] : lines)
    })
}

async function invite({ api, shell, connect }: CliContext, email: string, options: InviteOptions): Promise<void> {
  const { role: wanted, project, expiresInHours, json } = options
  const input = {
    email,
    role: wanted,
    ...(project === undefined ? {} : { projects: project }),
    ...(expiresInHours === undefined ? {} : { expiresInHours }),
  }
  const { path, invitation } = await api.call(endpoints.inviteMember, input)
  const link = new URL(path, (await connect()).shownUrl).href
  shell.result({ json }, { link, invitation }, [link])
  if (json) return
  shell.note(
    `Send it to ${invitation.email} yourself: it is not shown again, works once, and until ${invitation.expiresAt}.`,
  )
}

function reachOptions(command: Command): Command {
  return command
    .addOption(new Option('--role <role>', 'what they may do').choices(role.options).makeOptionMandatory())
    .option('--project <name...>', 'only these projects (default: all)')
    .option('--json', 'print the result as JSON')
}

async function findMember({ api }: CliContext, name: string): Promise<Member> {
  const { members } = await api.call(endpoints.listMembers, {})
  const found = members.find(({ id, email }) => id === name || email === name.toLowerCase())
  if (found !== undefined) return found
  const message = `There is no member “${name}”. “${FRESHET} members” lists them.`
  throw new CliFailure(EXIT.refused, { code: 'not_found', message })
}

function memberCells(member: Member): string[] {
  const { id, email, role: has, projects, sessionCount, lastSeenAt } = member
  return [email, has, projects?.join(' ') ?? 'all', String(sessionCount), lastSeenAt ?? '–', id]
}

function invitationLines(invitations: readonly Invitation[]): readonly string[] {
  if (invitations.length === 0) return []
  const rows = invitations.map(({ email, role: offered, projects, state, expiresAt, id }) => [
    ...[email, offered, projects?.join(' ') ?? 'all', state === 'open' ? `until ${expiresAt}` : 'expired', id],
  ])
  return ['', 'Invited:', ...table(['EMAIL', 'ROLE', 'PROJECTS', 'LINK', 'ID'], rows)]
}

function roleWords({ role: has, projects }: Member): string {
  return `${has}${projects === null ? '' : ` of ${projects.join(', ')}`}`
}

function wholeNumber(text: string): number {
  if (/^[1-9]\d*$/.test(text)) return Number(text)
  throw new InvalidArgumentError('This is a number of hours.')
}
