import { TriangleAlert } from 'lucide-react'
import { NO_VALUE } from '@/components/format/numbers'
import { CopyAs, type NamedCommand } from '@/components/ui/copy-as'
import { Panel } from '@/components/ui/panel'
import { Table, TableBody, Td, Th, Tr } from '@/components/ui/table'
import { formatQuantity, formatQuantityOf } from '@/components/usage/usage-words'
import type { Bill, BillLine } from '@/lib/contract/bills'
import { METRICS, type Metric } from '@/lib/contract/metrics'
import { formatMoney } from '@/lib/contract/money'
import { formatShare } from '@/lib/contract/shares'
import type { MonthOutlook, UsageBill } from '@/lib/contract/usage'

type BillPanelProps = {
  usageBill: UsageBill
  isListPrice: boolean
  commands: () => readonly NamedCommand[]
  /** Of the month under way: what its quantities will come to. */
  outlook?: MonthOutlook | undefined
}

/** One month by one price sheet, line by line. */
export function BillPanel({
  usageBill: { month, sheet, share, bill, projects },
  isListPrice,
  commands,
  outlook,
}: BillPanelProps) {
  const region = sheet.region === 'all' ? '' : `, ${sheet.region}`
  const part = share === 1 ? '' : ` · ${formatShare(share)} of the month`
  return (
    <Panel
      title={`Estimate for ${month}`}
      note={`${sheet.name}${region}, version ${sheet.version}${part}${isListPrice ? ' · nothing included' : ''}`}
      className="mb-4"
      actions={<CopyAs commands={commands} />}
    >
      {projects.length > 1 && (
        <p className="border-line border-b px-3.5 py-2 text-muted">
          Shared by {projects.join(', ')}: what is included counts once for all.
        </p>
      )}
      <BillTable bill={bill} outlook={outlook} />
      <BillNotes bill={bill} />
    </Panel>
  )
}

/** The lines of a bill, with a forecast where there is one. */
export function BillTable({ bill, outlook }: { bill: Bill; outlook?: MonthOutlook | undefined }) {
  const { currency, lines, fee, credit, total, isPartial } = bill
  const hasForecast = Boolean(outlook?.forecast)
  return (
    <Table caption="Quantity × price − included">
      <thead>
        <tr>
          <Th>Line</Th>
          <Th isNumber>Quantity</Th>
          {hasForecast && (
            <Th isNumber className="max-sm:hidden" title="What the whole month will come to, by forecast">
              Month’s end
            </Th>
          )}
          <Th isNumber className="max-sm:hidden">
            Included
          </Th>
          <Th className="max-sm:hidden">Used of it</Th>
          <Th isNumber className="max-sm:hidden">
            Price
          </Th>
          <Th isNumber>Amount</Th>
        </tr>
      </thead>
      <TableBody>
        {lines.map((line) => (
          <Tr key={line.metric}>
            <Td
              className="max-sm:whitespace-normal max-sm:py-1"
              title={`${line.source}${line.date === null ? '' : `, ${line.date}`}. ${line.note ?? ''}`}
            >
              {METRICS[line.metric].label} <Uncertain line={line} />
            </Td>
            <Td isNumber>
              {formatQuantityOf(line.metric, line.quantity)}
              {line.included > 0 && (
                <span className="block pb-1 text-faint text-xs sm:hidden">
                  {formatQuantity(line.metric, line.included)} included
                </span>
              )}
            </Td>
            {outlook && hasForecast && (
              <Td isNumber className="text-muted max-sm:hidden">
                {forecastWords(line.metric, outlook)}
              </Td>
            )}
            <Td isNumber className="text-muted max-sm:hidden">
              {line.included === 0 ? '–' : formatQuantity(line.metric, line.included)}
            </Td>
            <Td className="max-sm:hidden">{line.included > 0 && <IncludedBar line={line} />}</Td>
            <Td isNumber className="text-muted max-sm:hidden">
              {priceWords(line)}
            </Td>
            <Td isNumber>{line.amount === null ? 'unknown' : formatMoney(line.amount, currency)}</Td>
          </Tr>
        ))}
        {credit !== '0' && (
          <SumRow
            hasForecast={hasForecast}
            name="Credit, as far as it was used"
            amount={`−${formatMoney(credit, currency)}`}
          />
        )}
        {fee !== '0' && <SumRow hasForecast={hasForecast} name="Fee" amount={formatMoney(fee, currency)} />}
        <SumRow
          hasForecast={hasForecast}
          name="Estimate"
          amount={`${isPartial ? '≥ ' : ''}${formatMoney(total, currency)}`}
          isTotal
        />
      </TableBody>
    </Table>
  )
}

type SumRowProps = { name: string; amount: string; hasForecast: boolean; isTotal?: boolean }

function SumRow({ name, amount, hasForecast, isTotal = false }: SumRowProps) {
  return (
    <Tr className={isTotal ? 'font-semibold' : undefined}>
      <Td className="whitespace-normal">{name}</Td>
      <Td />
      {hasForecast && <Td className="max-sm:hidden" />}
      <Td className="max-sm:hidden" />
      <Td className="max-sm:hidden" />
      <Td className="max-sm:hidden" />
      <Td isNumber>{amount}</Td>
    </Tr>
  )
}

function forecastWords(metric: Metric, { lines }: MonthOutlook): string {
  const range = lines.find((line) => line.metric === metric)?.forecast
  return range ? `≈ ${formatQuantity(metric, range.middle)}` : NO_VALUE
}

function Uncertain({ line: { confidence } }: { line: BillLine }) {
  if (confidence !== 'low') return null
  return (
    <span className="inline-flex items-center gap-1 whitespace-nowrap text-sm text-status-stale max-sm:flex">
      <TriangleAlert aria-hidden="true" className="size-3" />
      uncertain
    </span>
  )
}

function IncludedBar({ line: { quantity, included } }: { line: BillLine }) {
  const share = Math.min(1, quantity / included)
  return (
    <span className="flex items-center gap-2">
      <span aria-hidden="true" className="block h-1.5 w-20 overflow-hidden rounded-sm bg-sunken">
        <span
          className={share === 1 ? 'block h-full bg-status-stale' : 'block h-full bg-accent'}
          style={{ width: `${share * 100}%` }}
        />
      </span>
      <span className="text-muted text-sm">{formatShare(quantity / included)}</span>
    </span>
  )
}

function priceWords({ metric, price, per }: BillLine): string {
  const { unit } = METRICS[metric]
  if (price.kind === 'package') return 'by the month, in steps'
  const each = `/ ${per === 1 ? '' : `${per.toLocaleString('en-US')} `}${unit}${per === 1 ? '' : 's'}`
  if (price.kind === 'graduated') return `in steps ${each}`
  return `${price.amount ?? 'unknown'} ${each}`
}

/** What the estimate leaves out or doubts. */
export function BillNotes({ bill: { isPartial, hasLowConfidence, withoutLine } }: { bill: Bill }) {
  const names = withoutLine.map((metric) => METRICS[metric].label.toLowerCase())
  return (
    <ul className="flex flex-col gap-1 border-line border-t px-3.5 py-2.5 text-muted text-sm">
      <li>An estimate from what Freshet counted, not an invoice. Point at a line for the source of its price.</li>
      {hasLowConfidence && (
        <li>Lines marked uncertain rest on a price or an included amount that sources disagree on.</li>
      )}
      {isPartial && <li>Something that was used has no known price: the total is at least this much.</li>}
      {names.length > 0 && <li>The sheet has no price for {names.join(', ')}.</li>}
    </ul>
  )
}
