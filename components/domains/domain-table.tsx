import { ExternalLink } from 'lucide-react'
import { formatOf } from '@/components/format/numbers'
import { Ago } from '@/components/shell/now'
import { Button } from '@/components/ui/button'
import { ActionCell, ActionHead, Table, TableBody, Td, Th, Tr } from '@/components/ui/table'
import { Tag } from '@/components/ui/tag'
import type { Domain } from '@/lib/contract/domains'

type DomainTableProps = {
  domains: readonly Domain[]
  /** What production shows: a production domain that shows another deployment is told apart. */
  live: string | undefined
  onMove: (domain: Domain) => void
  onRemove: (domain: Domain) => void
}

/** Hosts with what each shows. */
export function DomainTable({ domains, live, onMove, onRemove }: DomainTableProps) {
  return (
    <Table caption="Domains">
      <thead>
        <tr>
          <Th>Domain</Th>
          <Th>Shows</Th>
          <Th>Environment</Th>
          <Th>Group</Th>
          <Th>Moved</Th>
          <ActionHead />
        </tr>
      </thead>
      <TableBody>
        {domains.map((domain) => (
          <Tr key={domain.host}>
            <Td className="max-w-80">
              <a
                href={domain.url}
                target="_blank"
                rel="noreferrer"
                className="flex items-center gap-1.5 hover:underline"
              >
                <span className="truncate">{domain.host}</span>
                <ExternalLink aria-hidden="true" className="size-3 shrink-0 text-faint" />
              </a>
            </Td>
            <Td>
              {domain.deployment === null ? (
                <span className="text-faint">nothing yet</span>
              ) : (
                <span className="flex items-center gap-2">
                  <code className="font-mono text-sm">{domain.deployment}</code>
                  {isApart(domain, live) && (
                    <span
                      className="text-faint text-sm"
                      title="From what production shows, the deployment that was promoted last: the next promotion or roll back moves this domain, too"
                    >
                      differs
                    </span>
                  )}
                </span>
              )}
            </Td>
            <Td className={domain.environment === 'preview' ? 'text-muted' : undefined}>{domain.environment}</Td>
            <Td>{domain.group === null ? <span className="text-faint">–</span> : <Tag>{domain.group}</Tag>}</Td>
            <Td className="text-muted">
              {domain.movedAt === null ? (
                <>
                  added <Ago at={domain.createdAt} />
                </>
              ) : (
                <Ago at={domain.movedAt} />
              )}
            </Td>
            <ActionCell className="py-0">
              <span className="inline-flex gap-1.5">
                <Button size="small" needs="deploy" onClick={() => onMove(domain)} aria-label={`Move ${domain.host}…`}>
                  Move…
                </Button>
                <Button
                  size="small"
                  tone="quiet"
                  needs="deploy"
                  onClick={() => onRemove(domain)}
                  aria-label={`Remove ${domain.host}…`}
                >
                  Remove…
                </Button>
              </span>
            </ActionCell>
          </Tr>
        ))}
      </TableBody>
    </Table>
  )
}

function isApart({ environment, deployment }: Domain, live: string | undefined): boolean {
  return environment === 'production' && live !== undefined && deployment !== live
}

/** `2 production domains, 1 preview domain`. */
export function domainCounts(domains: readonly Domain[]): string {
  const production = domains.filter(({ environment }) => environment === 'production').length
  const preview = domains.length - production
  return [
    formatOf(production, 'production domain', 'production domains'),
    ...(preview === 0 ? [] : [formatOf(preview, 'preview domain', 'preview domains')]),
  ].join(', ')
}
