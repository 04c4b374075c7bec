'use client'

import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { formatSeconds } from '@/components/format/durations'
import { formatCount, formatOf, NO_VALUE } from '@/components/format/numbers'
import { useUrlParams } from '@/components/shell/use-url-params'
import { Button } from '@/components/ui/button'
import { CopyAs } from '@/components/ui/copy-as'
import { Empty } from '@/components/ui/empty'
import { Input, Select } from '@/components/ui/field'
import { Loaded } from '@/components/ui/loaded'
import { Panel } from '@/components/ui/panel'
import { SkeletonRows } from '@/components/ui/skeleton'
import { Table, TableBody, Td, Th, Tr } from '@/components/ui/table'
import { useIsHydrated } from '@/components/ui/use-is-hydrated'
import { parseWhatIf, whatIfCommands } from '@/components/usage/usage-filter'
import { formatMoney } from '@/lib/contract/money'
import { formatShare } from '@/lib/contract/shares'
import type { WhatIf } from '@/lib/contract/what-if'
import { usageQueries } from '@/lib/queries/usage'

const TITLE = { title: 'What if', note: 'another revalidate interval, by the traffic of the last 7 days' }
const WORKING = <SkeletonRows count={7} label="Working it out" />

/** What another revalidate interval of a route would have come to: it follows the rest of the page. */
export function WhatIfPanel({ project }: { project: string }) {
  return useIsHydrated() ? <WhatIfChoice project={project} /> : <Panel {...TITLE}>{WORKING}</Panel>
}

/** Route and interval are in the address. */
function WhatIfChoice({ project }: { project: string }) {
  const { params, change } = useUrlParams()
  const input = parseWhatIf(project, params)
  const query = useQuery(usageQueries.whatIf(input))
  const route = input.route ?? query.data?.route ?? undefined
  const { revalidate } = input
  const routes = query.data?.routes ?? []
  const options = route === undefined || routes.includes(route) ? routes : [route, ...routes]
  return (
    <Panel
      {...TITLE}
      actions={route !== undefined && <CopyAs commands={() => whatIfCommands({ project, route, revalidate })} />}
    >
      {route !== undefined && (
        <div className="flex flex-wrap items-center gap-2 border-line border-b px-3.5 py-2.5">
          <Select
            aria-label="Route"
            value={route}
            onChange={({ target }) => change({ whatif: target.value }, 'replace')}
            className="w-auto max-w-full font-mono text-sm"
          >
            {options.map((each) => (
              <option key={each} value={each}>
                {each}
              </option>
            ))}
          </Select>
          <IntervalForm seconds={revalidate} onTry={(seconds) => change({ revalidate: seconds }, 'replace')} />
        </div>
      )}
      <Loaded query={query} loading={WORKING} failure="No interval could be told.">
        {(told) => <WhatIfAnswer whatIf={told} asked={revalidate} />}
      </Loaded>
    </Panel>
  )
}

function IntervalForm({ seconds, onTry }: { seconds: number | undefined; onTry: (seconds: string) => void }) {
  const [text, setText] = useState(seconds === undefined ? '' : String(seconds))
  function submit(event: FormEvent) {
    event.preventDefault()
    onTry(text)
  }
  return (
    <form onSubmit={submit} className="flex items-center gap-2">
      <Input
        aria-label="Interval in seconds"
        placeholder="seconds"
        inputMode="numeric"
        pattern="[1-9][0-9]{0,7}"
        value={text}
        onChange={({ target }) => setText(target.value)}
        className="w-24"
      />
      <Button type="submit">Try</Button>
    </form>
  )
}

type WhatIfProps = { whatIf: WhatIf; asked?: number | undefined }

/** Intervals, or why there are none. */
export function WhatIfAnswer({ whatIf, asked }: WhatIfProps) {
  if (whatIf.intervals.length > 0) return <WhatIfTable whatIf={whatIf} asked={asked} />
  return <Empty title="No traffic to try it on yet">{whatIf.notes[0]}</Empty>
}

/** Intervals, shortest first; the one in force and the one that was asked for are marked. */
function WhatIfTable({ whatIf, asked }: WhatIfProps) {
  const { intervals, currentSeconds, currency, sheet, requests, pathCount, coveredShare, recorded, notes } = whatIf
  return (
    <>
      <Table caption="Intervals">
        <thead>
          <tr>
            <Th>Interval</Th>
            <Th isNumber>Invocations</Th>
            <Th isNumber>Write units</Th>
            <Th isNumber title="Mean age of the page that visitors get, over all requests">
              Age as served
            </Th>
            <Th isNumber title="Requests that get a page older than the interval">
              Stale
            </Th>
            <Th isNumber title={`In 30 days, at list price by ${sheet}`}>
              Per month
            </Th>
          </tr>
        </thead>
        <TableBody>
          {intervals.map((each) => (
            <Tr
              key={each.revalidateSeconds}
              className={each.revalidateSeconds === asked ? 'bg-accent-soft' : undefined}
            >
              <Td>
                {formatSeconds(each.revalidateSeconds)}
                {each.revalidateSeconds === currentSeconds && (
                  <span className="ml-2 font-medium text-accent text-sm">in force</span>
                )}
              </Td>
              <Td isNumber>{formatCount(each.invocations)}</Td>
              <Td isNumber>{formatCount(each.writeUnits)}</Td>
              <Td isNumber title={each.ageSeconds === null ? 'Not enough traffic yet to tell' : undefined}>
                {each.ageSeconds === null ? NO_VALUE : formatSeconds(each.ageSeconds)}
              </Td>
              <Td isNumber>{formatShare(each.staleShare)}</Td>
              <Td isNumber>{formatMoney(each.amountPerMonth, currency)}</Td>
            </Tr>
          ))}
        </TableBody>
      </Table>
      <ul className="flex flex-col gap-1 border-line border-t px-3.5 py-2.5 text-muted text-sm">
        <li>
          Estimates from {formatOf(requests, 'request', 'requests')} on {formatOf(pathCount, 'path', 'paths')},{' '}
          {formatShare(coveredShare)} of the route. Counted in that time: {formatCount(recorded.timedInvocations)}{' '}
          invocations because time was out, {formatCount(recorded.writeUnits)} write units.
        </li>
        {notes.map((note) => (
          <li key={note}>{note}</li>
        ))}
      </ul>
    </>
  )
}
