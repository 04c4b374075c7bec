import { isOfOneDomain } from '@/components/paths/one-domain'
import { hrefs } from '@/components/shell/hrefs'
import { Ago } from '@/components/shell/now'
import { panelCommands } from '@/components/shell/panel-commands'
import { cn } from '@/components/ui/cn'
import { CopyAs } from '@/components/ui/copy-as'
import { Empty } from '@/components/ui/empty'
import { Link } from '@/components/ui/link'
import { Panel } from '@/components/ui/panel'
import { Table, TableBody, Td, Th, Tr } from '@/components/ui/table'
import type { FunctionList } from '@/lib/contract/functions'

/** Pages whose last regeneration failed: visitors get what was good last. */
export function FailingPages({ project, failing }: { project: string; failing: FunctionList['failing'] }) {
  const isOneDomain = isOfOneDomain(failing)
  return (
    <Panel
      title="Failing pages"
      note="visitors get the last good one meanwhile"
      actions={<CopyAs commands={() => panelCommands.functions(project)} />}
    >
      {failing.length === 0 ? (
        <Empty title="Every page regenerates">A page shows up here when its last regeneration failed.</Empty>
      ) : (
        <Table caption="Pages whose last regeneration failed">
          <thead>
            <tr>
              <Th>Page</Th>
              <Th>Why</Th>
              <Th>Failed</Th>
              <Th>Last good</Th>
            </tr>
          </thead>
          <TableBody>
            {failing.map((page) => (
              <Tr key={`${page.domain} ${page.deployment} ${page.path}`}>
                <Td className="max-w-72">
                  <Link
                    href={hrefs.path(project, page)}
                    title={`${page.domain}${page.path}`}
                    className={cn('block truncate font-mono text-sm hover:underline', !isOneDomain && 'pt-1')}
                  >
                    {page.path}
                  </Link>
                  {!isOneDomain && <span className="block truncate pb-1 text-faint text-xs">{page.domain}</span>}
                </Td>
                <Td className="max-w-96 truncate text-muted" title={page.message}>
                  {page.message}
                </Td>
                <Td>{page.failedAt === null ? '–' : <Ago at={page.failedAt} />}</Td>
                <Td>{page.lastGoodAt === null ? 'none' : <Ago at={page.lastGoodAt} />}</Td>
              </Tr>
            ))}
          </TableBody>
        </Table>
      )}
    </Panel>
  )
}
