import { formatOf } from '@/components/format/numbers'
import { Ago } from '@/components/shell/now'
import { Button } from '@/components/ui/button'
import { ActionCell, ActionHead, Below, Table, TableBody, Td, Th, Tr, WIDE } from '@/components/ui/table'
import { Tag } from '@/components/ui/tag'
import type { Invitation, Member } from '@/lib/contract/members'

type MemberTableProps = { members: readonly Member[]; onManage: (member: Member) => void }

/** Who may sign in. */
export function MemberTable({ members, onManage }: MemberTableProps) {
  return (
    <Table caption="Members and their roles">
      <thead>
        <tr>
          <Th>Email</Th>
          <Th className={WIDE}>Role</Th>
          <Th className={WIDE}>Projects</Th>
          <Th isNumber className={WIDE}>
            Browsers
          </Th>
          <Th className={WIDE}>Last seen</Th>
          <Th className={WIDE}>Joined</Th>
          <ActionHead />
        </tr>
      </thead>
      <TableBody>
        {members.map((member) => (
          <Tr key={member.id}>
            <Td className="font-medium max-sm:wrap-anywhere max-sm:whitespace-normal">
              {member.email} {member.isSelf && <Tag>you</Tag>}
              <Below>
                {member.role} of <ProjectNames projects={member.projects} /> ·{' '}
                {formatOf(member.sessionCount, 'browser', 'browsers')}, <LastSeen at={member.lastSeenAt} /> · joined{' '}
                <Ago at={member.createdAt} />
              </Below>
            </Td>
            <Td className={WIDE}>{member.role}</Td>
            <Td className={WIDE}>
              <ProjectNames projects={member.projects} />
            </Td>
            <Td isNumber className={`${WIDE} text-muted tabular-nums`}>
              {member.sessionCount}
            </Td>
            <Td className={`${WIDE} text-muted`}>
              <LastSeen at={member.lastSeenAt} />
            </Td>
            <Td className={`${WIDE} text-muted`}>
              <Ago at={member.createdAt} />
            </Td>
            <ActionCell>
              <Button size="small" needs="admin" onClick={() => onManage(member)}>
                Manage…
                <span className="sr-only"> {member.email}</span>
              </Button>
            </ActionCell>
          </Tr>
        ))}
      </TableBody>
    </Table>
  )
}

type InvitationTableProps = { invitations: readonly Invitation[]; onWithdraw: (invitation: Invitation) => void }

/** Links that are out and were not used yet. */
export function InvitationTable({ invitations, onWithdraw }: InvitationTableProps) {
  return (
    <Table caption="Invitations that wait">
      <thead>
        <tr>
          <Th>Email</Th>
          <Th className={WIDE}>Role</Th>
          <Th className={WIDE}>Projects</Th>
          <Th className={WIDE}>Link</Th>
          <Th className={WIDE}>Made</Th>
          <ActionHead />
        </tr>
      </thead>
      <TableBody>
        {invitations.map((invitation) => (
          <Tr key={invitation.id} className={invitation.state === 'open' ? undefined : 'text-faint'}>
            <Td className="font-medium max-sm:wrap-anywhere max-sm:whitespace-normal">
              {invitation.email}
              <Below>
                {invitation.role} of <ProjectNames projects={invitation.projects} /> · {linkWords(invitation)} · made{' '}
                <Ago at={invitation.createdAt} /> by {invitation.createdBy}
              </Below>
            </Td>
            <Td className={WIDE}>{invitation.role}</Td>
            <Td className={WIDE}>
              <ProjectNames projects={invitation.projects} />
            </Td>
            <Td className={WIDE}>{linkWords(invitation)}</Td>
            <Td className={`${WIDE} text-muted`}>
              <Ago at={invitation.createdAt} /> <span className="text-faint">by {invitation.createdBy}</span>
            </Td>
            <ActionCell>
              <Button size="small" needs="admin" onClick={() => onWithdraw(invitation)}>
                Withdraw…
                <span className="sr-only"> the invitation of {invitation.email}</span>
              </Button>
            </ActionCell>
          </Tr>
        ))}
      </TableBody>
    </Table>
  )
}

function linkWords({ state, expiresAt }: Invitation): string {
  return state === 'open' ? `works until ${expiresAt.slice(0, 16).replace('T', ' ')} UTC` : 'expired'
}

function LastSeen({ at }: { at: string | null }) {
  return at === null ? 'signed out' : <Ago at={at} />
}

function ProjectNames({ projects }: { projects: readonly string[] | null }) {
  if (projects === null) return 'all'
  return (
    <span className="inline-flex flex-wrap gap-1">
      {projects.map((name) => (
        <Tag key={name}>{name}</Tag>
      ))}
    </span>
  )
}
