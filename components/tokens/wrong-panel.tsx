import { formatCount, formatOf } from '@/components/format/numbers'
import { Ago } from '@/components/shell/now'
import { bypassCommands } from '@/components/tokens/token-commands'
import { CopyAs } from '@/components/ui/copy-as'
import { Panel } from '@/components/ui/panel'
import { Table, TableBody, Td, Th, Tr } from '@/components/ui/table'
import type { WrongTokens } from '@/lib/contract/bypass-tokens'

/** Secrets that were no token: where they were tried, and by whom. */
export function WrongPanel({ project, wrong }: { project: string; wrong: WrongTokens }) {
  const { requests, unseen, addressCount, newest } = wrong
  return (
    <Panel
      title="Wrong tokens"
      note={newest.length > 0 && `30 days, ${formatOf(addressCount, 'address', 'addresses')}`}
      actions={<CopyAs commands={() => bypassCommands(project)} />}
    >
      {newest.length === 0 ? (
        <p className="px-3.5 py-3 text-muted">Nobody has tried a wrong token in the last 30 days.</p>
      ) : (
        <>
          <WrongTable newest={newest} />
          <p className="border-line border-t px-3.5 py-2.5 text-muted text-sm">
            {formatOf(requests, 'request', 'requests')} with a wrong token, {formatCount(unseen)} more that were not
            looked at. Such a request is answered as one without a token. After ten different wrong ones in a minute an
            edge looks at none of that address for a minute, right or wrong.
          </p>
        </>
      )}
    </Panel>
  )
}

function WrongTable({ newest }: Pick<WrongTokens, 'newest'>) {
  return (
    <Table caption="Wrong tokens, the newest first">
      <thead>
        <tr>
          <Th>Domain</Th>
          <Th>Address</Th>
          <Th isNumber>Wrong</Th>
          <Th isNumber>Not looked at</Th>
          <Th>First</Th>
          <Th>Last</Th>
        </tr>
      </thead>
      <TableBody>
        {newest.map((row) => (
          <Tr key={`${row.domain} ${row.address}`}>
            <Td className="font-medium">{row.domain}</Td>
            <Td className="font-mono text-sm">{row.address}</Td>
            <Td isNumber>{formatCount(row.requests)}</Td>
            <Td isNumber>{formatCount(row.unseen)}</Td>
            <Td className="text-muted">
              <Ago at={row.firstAt} />
            </Td>
            <Td className="text-muted">
              <Ago at={row.lastAt} />
            </Td>
          </Tr>
        ))}
      </TableBody>
    </Table>
  )
}
