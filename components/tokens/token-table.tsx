import { Ago } from '@/components/shell/now'
import { Button } from '@/components/ui/button'
import { ActionCell, ActionHead, Below, Table, TableBody, Td, Th, Tr, WIDE } from '@/components/ui/table'
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
          <Th className={WIDE}>May</Th>
          <Th className={WIDE}>Project</Th>
          <Th className={WIDE}>Last used</Th>
          <Th className={WIDE}>Expires</Th>
          <Th className={WIDE}>Made</Th>
          <ActionHead />
        </tr>
      </thead>
      <TableBody>
        {tokens.map((token) => (
          <Tr key={token.id} className={token.revokedAt === null ? undefined : 'text-faint'}>
            <Td className="font-medium max-sm:wrap-anywhere max-sm:whitespace-normal">
              {token.name}
              <Below>
                <Scopes token={token} /> in {token.project ?? 'all projects'}
                <span>
                  used <LastUsed token={token} /> · ends {token.expiresAt?.slice(0, 10) ?? 'never'}
                </span>
                <span>
                  made <Ago at={token.createdAt} /> by {token.createdBy}
                </span>
              </Below>
            </Td>
            <Td className={WIDE}>
              <Scopes token={token} />
            </Td>
            <Td className={WIDE}>{token.project ?? 'all'}</Td>
            <Td className={`${WIDE} text-muted`}>
              <LastUsed token={token} />
            </Td>
            <Td className={`${WIDE} text-muted`}>{token.expiresAt?.slice(0, 10) ?? 'never'}</Td>
            <Td className={`${WIDE} text-muted`}>
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

function Scopes({ token }: { token: TokenSummary }) {
  return (
    <span className="inline-flex flex-wrap gap-1">
      {token.scopes.map((scope) => (
        <Tag key={scope}>{scope}</Tag>
      ))}
    </span>
  )
}

function LastUsed({ token: { lastUsedAt } }: { token: TokenSummary }) {
  return lastUsedAt === null ? 'never' : <Ago at={lastUsedAt} />
}
