import { Ago } from '@/components/shell/now'
import { Button } from '@/components/ui/button'
import { ActionCell, ActionHead, Table, TableBody, Td, Th, Tr } from '@/components/ui/table'
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
          <Th>Role</Th>
          <Th>Projects</Th>
          <Th isNumber>Browsers</Th>
          <Th>Last seen</Th>
          <Th>Joined</Th>
          <ActionHead />
        </tr>
      </thead>
      <TableBody>
        {members.map((member) => (
          <Tr key={member.id}>
            <Td className="font-medium">
              {member.email} {member.isSelf && <Tag>you</Tag>}
            </Td>
            <Td>{member.role}</Td>
            <Td>
              <ProjectNames projects={member.projects} />
            </Td>
            <Td isNumber className="text-muted tabular-nums">
              {member.sessionCount}
            </Td>
            <Td className="text-muted">{member.lastSeenAt ? <Ago at={member.lastSeenAt} /> : 'signed out'}</Td>
            <Td className="text-muted">
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
          <Th>Role</Th>
          <Th>Projects</Th>
          <Th>Link</Th>
          <Th>Made</Th>
          <ActionHead />
        </tr>
      </thead>
      <TableBody>
        {invitations.map((invitation) => (
          <Tr key={invitation.id} className={invitation.state === 'open' ? undefined : 'text-faint'}>
            <Td className="font-medium">{invitation.email}</Td>
            <Td>{invitation.role}</Td>
            <Td>
              <ProjectNames projects={invitation.projects} />
            </Td>
            <Td>
              {invitation.state === 'open'
                ? `works until ${invitation.expiresAt.slice(0, 16).replace('T', ' ')} UTC`
                : 'expired'}
            </Td>
            <Td className="text-muted">
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

function ProjectNames({ projects }: { projects: readonly string[] | null }) {
  if (projects === null) return 'all'
  return (
    <span className="inline-flex gap-1">
      {projects.map((name) => (
        <Tag key={name}>{name}</Tag>
      ))}
    </span>
  )
}
