import { Ago } from '@/components/shell/now'
import { Button } from '@/components/ui/button'
import { ActionCell, ActionHead, Table, TableBody, Td, Th, Tr } from '@/components/ui/table'
import type { DraftLink } from '@/lib/contract/protection'

type DraftLinkTableProps = { links: readonly DraftLink[]; onRevoke: (link: DraftLink) => void }

/** Draft links without their secrets. */
export function DraftLinkTable({ links, onRevoke }: DraftLinkTableProps) {
  return (
    <Table caption="Draft links" isLong>
      <thead>
        <tr>
          <Th>For</Th>
          <Th>Page</Th>
          <Th isNumber>Uses</Th>
          <Th>Last used</Th>
          <Th>Ends</Th>
          <Th>Made</Th>
          <ActionHead />
        </tr>
      </thead>
      <TableBody>
        {links.map((link) => (
          <Tr key={link.id} className={link.state === 'holds' ? undefined : 'text-faint'}>
            <Td className="max-w-56 truncate font-medium" title={link.note}>
              {link.note}
            </Td>
            <Td className="max-w-80 truncate font-mono text-sm" title={`${link.host}${link.path}`}>
              <span className="text-muted">{link.host}</span>
              {link.path}
            </Td>
            <Td isNumber>{link.useCount}</Td>
            <Td className="text-muted">{link.lastUsedAt ? <Ago at={link.lastUsedAt} /> : 'never'}</Td>
            <Td className="text-muted">
              <time dateTime={link.expiresAt} title={link.expiresAt}>
                {link.expiresAt.slice(0, 16).replace('T', ' ')}
              </time>
            </Td>
            <Td className="text-muted">
              <Ago at={link.createdAt} /> <span className="text-faint">by {link.createdBy}</span>
            </Td>
            <ActionCell>
              {link.state === 'holds' ? (
                <Button size="small" needs="deploy" onClick={() => onRevoke(link)}>
                  Revoke…
                  <span className="sr-only"> {link.note}</span>
                </Button>
              ) : (
                link.state
              )}
            </ActionCell>
          </Tr>
        ))}
      </TableBody>
    </Table>
  )
}
