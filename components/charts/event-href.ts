import { hrefs } from '@/components/shell/hrefs'
import type { Overview } from '@/lib/contract/projects'

/** Where an event of a time series is told in full: purges and pins in the journal, moves of domains with the deployments. */
export function eventHref(project: string, { kind, seq }: Pick<Overview['events'][number], 'kind' | 'seq'>): string {
  switch (kind) {
    case 'purge':
      return hrefs.journalRow(project, seq)
    case 'pin':
      return hrefs.journalPin(project, seq)
    case 'promotion':
    case 'rollback':
      return hrefs.deployments(project)
  }
}
