import { ExternalLink } from 'lucide-react'
import { formatOf } from '@/components/format/numbers'
import { Ago } from '@/components/shell/now'
import { Button } from '@/components/ui/button'
import { cn } from '@/components/ui/cn'
import { ActionCell, ActionHead, Below, Table, TableBody, Td, Th, Tr, WIDE } from '@/components/ui/table'
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
          <Th className={WIDE}>Shows</Th>
          <Th className={WIDE}>Environment</Th>
          <Th className={WIDE}>Group</Th>
          <Th className={WIDE}>Moved</Th>
          <ActionHead />
        </tr>
      </thead>
      <TableBody>
        {domains.map((domain) => (
          <Row key={domain.host} domain={domain} live={live} onMove={onMove} onRemove={onRemove} />
        ))}
      </TableBody>
    </Table>
  )
}

type RowProps = { domain: Domain } & Omit<DomainTableProps, 'domains'>

function Row({ domain, live, onMove, onRemove }: RowProps) {
  const { host, url, environment, group } = domain
  return (
    <Tr>
      <Td className="max-w-80">
        <a href={url} target="_blank" rel="noreferrer" className="flex items-center gap-1.5 hover:underline">
          <span className="truncate max-sm:whitespace-normal max-sm:break-all">{host}</span>
          <ExternalLink aria-hidden="true" className="size-3 shrink-0 text-faint" />
        </a>
        <Below>
          <Shown domain={domain} live={live} />
          <span>
            {environment}, <Moved domain={domain} />
          </span>
          {group !== null && <Tag>{group}</Tag>}
        </Below>
      </Td>
      <Td className={WIDE}>
        <Shown domain={domain} live={live} />
      </Td>
      <Td className={cn(WIDE, environment === 'preview' && 'text-muted')}>{environment}</Td>
      <Td className={WIDE}>{group === null ? <span className="text-faint">–</span> : <Tag>{group}</Tag>}</Td>
      <Td className={`${WIDE} text-muted`}>
        <Moved domain={domain} />
      </Td>
      <ActionCell className="py-0">
        <span className="inline-flex gap-1.5 max-sm:flex-col max-sm:py-2">
          <Button size="small" needs="deploy" onClick={() => onMove(domain)} aria-label={`Move ${host}…`}>
            Move…
          </Button>
          <Button
            size="small"
            tone="quiet"
            needs="deploy"
            onClick={() => onRemove(domain)}
            aria-label={`Remove ${host}…`}
          >
            Remove…
          </Button>
        </span>
      </ActionCell>
    </Tr>
  )
}

function Shown({ domain, live }: Pick<RowProps, 'domain' | 'live'>) {
  if (domain.deployment === null) return <span className="text-faint">nothing yet</span>
  return (
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
  )
}

function Moved({ domain: { movedAt, createdAt } }: { domain: Domain }) {
  return movedAt === null ? (
    <>
      added <Ago at={createdAt} />
    </>
  ) : (
    <Ago at={movedAt} />
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
