import { formatOf } from '@/components/format/numbers'
import { Ago } from '@/components/shell/now'
import { Button } from '@/components/ui/button'
import { ActionCell, ActionHead, Below, Table, TableBody, Td, Th, Tr, WIDE } from '@/components/ui/table'
import type { DraftLink } from '@/lib/contract/protection'

type DraftLinkTableProps = { links: readonly DraftLink[]; onRevoke: (link: DraftLink) => void }

/** Draft links without their secrets. */
export function DraftLinkTable({ links, onRevoke }: DraftLinkTableProps) {
  return (
    <Table caption="Draft links" isLong>
      <thead>
        <tr>
          <Th>For</Th>
          <Th className={WIDE}>Page</Th>
          <Th isNumber className={WIDE}>
            Uses
          </Th>
          <Th className={WIDE}>Last used</Th>
          <Th className={WIDE}>Ends</Th>
          <Th className={WIDE}>Made</Th>
          <ActionHead />
        </tr>
      </thead>
      <TableBody>
        {links.map((link) => (
          <Tr key={link.id} className={link.state === 'holds' ? undefined : 'text-faint'}>
            <Td className="max-w-56 font-medium" title={link.note}>
              <span className="block truncate max-sm:wrap-anywhere max-sm:whitespace-normal">{link.note}</span>
              <Below>
                <span className="break-all font-mono">
                  {link.host}
                  {link.path}
                </span>
                <span>
                  {formatOf(link.useCount, 'use', 'uses')}, <LastUsed at={link.lastUsedAt} /> · ends {endOf(link)}
                </span>
                <span>
                  made <Ago at={link.createdAt} /> by {link.createdBy}
                </span>
              </Below>
            </Td>
            <Td className={`${WIDE} max-w-80 truncate font-mono text-sm`} title={`${link.host}${link.path}`}>
              <span className="text-muted">{link.host}</span>
              {link.path}
            </Td>
            <Td isNumber className={WIDE}>
              {link.useCount}
            </Td>
            <Td className={`${WIDE} text-muted`}>
              <LastUsed at={link.lastUsedAt} />
            </Td>
            <Td className={`${WIDE} text-muted`}>
              <time dateTime={link.expiresAt} title={link.expiresAt}>
                {endOf(link)}
              </time>
            </Td>
            <Td className={`${WIDE} text-muted`}>
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

function LastUsed({ at }: { at: string | null }) {
  return at === null ? 'never' : <Ago at={at} />
}

function endOf({ expiresAt }: DraftLink): string {
  return expiresAt.slice(0, 16).replace('T', ' ')
}
