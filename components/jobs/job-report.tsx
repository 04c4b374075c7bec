import { WarmReportView } from '@/components/jobs/warm-report-view'
import type { Job } from '@/lib/contract/jobs'
import { warmReport } from '@/lib/contract/warm-ups'

/** What came of a job. A kind without a form of its own is shown as it is. */
export function JobReport({ job: { kind, report } }: { job: Pick<Job, 'kind' | 'report'> }) {
  if (report === null || report === undefined) return null
  const warm = kind === 'warm-up' ? warmReport.safeParse(report).data : undefined
  return (
    <section aria-label="Report" className="flex flex-col gap-3">
      <h3 className="font-semibold">Report</h3>
      {warm === undefined ? (
        <pre className="whitespace-pre-wrap break-words rounded-md bg-sunken p-2.5 font-mono text-sm">
          {JSON.stringify(report, null, 2)}
        </pre>
      ) : (
        <WarmReportView report={warm} />
      )}
    </section>
  )
}
