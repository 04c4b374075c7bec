import { Ago } from '@/components/shell/now'
import { Button } from '@/components/ui/button'
import { ActionCell, ActionHead, Table, TableBody, Td, Th, Tr } from '@/components/ui/table'
import { Tag } from '@/components/ui/tag'
import type { TokenSummary } from '@/lib/contract/access'

type TokenTableProps = { tokens: readonly TokenSummary[]; onRevoke: (token: TokenSummary) => void }

/** Tokens without their secrets. */
export function TokenTable({ tokens, onRevoke }: TokenTableProps) {
  return (
    <Table caption="Tokens">
      <thead>
        <tr>
          <Th>Name</Th>
          <Th>May</Th>
          <Th>Project</Th>
          <Th>Last used</Th>
          <Th>Expires</Th>
          <Th>Made</Th>
          <ActionHead />
        </tr>
      </thead>
      <TableBody>
        {tokens.map((token) => (
          <Tr key={token.id} className={token.revokedAt === null ? undefined : 'text-faint'}>
            <Td className="font-medium">{token.name}</Td>
            <Td>
              <span className="inline-flex gap-1">
                {token.scopes.map((scope) => (
                  <Tag key={scope}>{scope}</Tag>
                ))}
              </span>
            </Td>
            <Td>{token.project ?? 'all'}</Td>
            <Td className="text-muted">{token.lastUsedAt ? <Ago at={token.lastUsedAt} /> : 'never'}</Td>
            <Td className="text-muted">{token.expiresAt ? token.expiresAt.slice(0, 10) : 'never'}</Td>
            <Td className="text-muted">
              <Ago at={token.createdAt} /> <span className="text-faint">by {token.createdBy}</span>
            </Td>
            <ActionCell>
              {token.revokedAt === null ? (
                <Button size="small" needs="admin" onClick={() => onRevoke(token)}>
                  Revoke…
                  <span className="sr-only"> {token.name}</span>
                </Button>
              ) : (
                'revoked'
              )}
            </ActionCell>
          </Tr>
        ))}
      </TableBody>
    </Table>
  )
}
