import { browserWords } from '@/components/account/user-agent'
import { Ago } from '@/components/shell/now'
import { Button } from '@/components/ui/button'
import { ActionCell, ActionHead, Below, Table, TableBody, Td, Th, Tr, WIDE } from '@/components/ui/table'
import { Tag } from '@/components/ui/tag'
import type { SessionSummary } from '@/lib/contract/access'

type SessionTableProps = { sessions: readonly SessionSummary[]; onRevoke: (session: SessionSummary) => void }

/** The browsers in which an operator is signed in. */
export function SessionTable({ sessions, onRevoke }: SessionTableProps) {
  return (
    <Table caption="Browsers signed in">
      <thead>
        <tr>
          <Th>Browser</Th>
          <Th className={WIDE}>IP address</Th>
          <Th className={WIDE}>Signed in</Th>
          <Th className={WIDE}>Last seen</Th>
          <ActionHead />
        </tr>
      </thead>
      <TableBody>
        {sessions.map((session) => (
          <Tr key={session.id}>
            <Td className="font-medium max-sm:whitespace-normal" title={session.userAgent ?? undefined}>
              {browserWords(session.userAgent)} {session.isCurrent && <Tag>this session</Tag>}
              <Below>
                {session.ip !== null && <span className="font-mono">{session.ip}</span>}
                <span>
                  seen <Ago at={session.lastSeenAt} />, signed in <Ago at={session.createdAt} />
                </span>
              </Below>
            </Td>
            <Td className={`${WIDE} font-mono text-sm`}>{session.ip ?? <span className="text-faint">–</span>}</Td>
            <Td className={`${WIDE} text-muted`}>
              <Ago at={session.createdAt} />
            </Td>
            <Td className={`${WIDE} text-muted`}>
              <Ago at={session.lastSeenAt} />
            </Td>
            <ActionCell>
              {!session.isCurrent && (
                <Button size="small" onClick={() => onRevoke(session)}>
                  Sign out
                  <span className="sr-only"> {browserWords(session.userAgent)}</span>
                </Button>
              )}
            </ActionCell>
          </Tr>
        ))}
      </TableBody>
    </Table>
  )
}
