import { formatCount, formatOf } from '@/components/format/numbers'
import { Ago } from '@/components/shell/now'
import { bypassCommands } from '@/components/tokens/token-commands'
import { CopyAs } from '@/components/ui/copy-as'
import { Panel } from '@/components/ui/panel'
import { Table, TableBody, Td, Th, Tr } from '@/components/ui/table'
import { Tag } from '@/components/ui/tag'
import type { BakedToken } from '@/lib/contract/bypass-tokens'

/** Tokens that builds brought along: whoever knows one of them gets past the cache of all its pages. */
export function BakedPanel({ project, baked }: { project: string; baked: readonly BakedToken[] }) {
  return (
    <Panel
      title="Brought along by builds"
      note="by reach; their secrets are never shown"
      actions={<CopyAs commands={() => bypassCommands(project)} />}
    >
      {baked.length === 0 ? (
        <p className="px-3.5 py-3 text-muted">
          No build of this project wrote a bypassToken into its prerenders. Draft mode and on-demand revalidation take
          tokens of operators alone.
        </p>
      ) : (
        <>
          <BakedTable baked={baked} />
          <p className="border-line border-t px-3.5 py-2.5 text-muted text-sm">
            Each opens draft mode and on-demand revalidation of its deployments. Only a new build changes it; one that
            leaked ends when its deployments are deleted.
          </p>
        </>
      )}
    </Panel>
  )
}

function BakedTable({ baked }: { baked: readonly BakedToken[] }) {
  return (
    <Table caption="Tokens brought along by builds">
      <thead>
        <tr>
          <Th>Deployments</Th>
          <Th isNumber>Routes</Th>
          <Th isNumber>Prerenders</Th>
          <Th>Newest build</Th>
        </tr>
      </thead>
      <TableBody>
        {baked.map((token) => (
          <Tr key={token.deployments.map(({ id }) => id).join()}>
            <Td>
              <Deployments token={token} />
            </Td>
            <Td isNumber>{formatCount(token.routes)}</Td>
            <Td isNumber>{formatCount(token.prerenders)}</Td>
            <Td className="text-muted">{token.deployments[0] && <Ago at={token.deployments[0].createdAt} />}</Td>
          </Tr>
        ))}
      </TableBody>
    </Table>
  )
}

const NAMED = 3

function Deployments({ token: { deployments } }: { token: BakedToken }) {
  const named = deployments.slice(0, NAMED)
  const more = deployments.length - named.length
  return (
    <span className="inline-flex flex-wrap items-center gap-1.5" title={deployments.map(({ id }) => id).join('\n')}>
      {named.map(({ id, isShown }) => (
        <span key={id} className="inline-flex items-center gap-1">
          <Tag>{id}</Tag>
          {isShown && <span className="text-muted text-sm">shown</span>}
        </span>
      ))}
      {more > 0 && <span className="text-faint text-sm">and {formatOf(more, 'deployment', 'deployments')} more</span>}
    </span>
  )
}
