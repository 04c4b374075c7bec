'use client'

import { type FormEvent, useState } from 'react'
import { useNowMs } from '@/components/shell/now'
import { Button } from '@/components/ui/button'
import { Field, Input, Select } from '@/components/ui/field'
import type { UsageInput } from '@/lib/contract/usage'

type Changes = Readonly<Record<'window' | 'from' | 'until', string | undefined>>
type UsageWindowSelectProps = { filter: UsageInput; onChange: (changes: Changes) => void }

const PRESETS = [
  { value: 'month', label: 'This month' },
  { value: '24h', label: 'Last 24 h' },
  { value: '7d', label: 'Last 7 days' },
  { value: '30d', label: 'Last 30 days' },
] as const
const MONTHS_BACK = 12

/** The window that is looked at: one of these, a month that was, or from one instant to another. */
export function UsageWindowSelect({ filter, onChange }: UsageWindowSelectProps) {
  const nowMs = useNowMs()
  const { window, from, until } = filter
  const isCustom = from !== undefined && until !== undefined
  const [isAsking, setIsAsking] = useState(false)
  const months = monthsBefore(nowMs)
  const isOlder = !isCustom && !PRESETS.some(({ value }) => value === window) && !months.includes(window)

  function choose(value: string) {
    setIsAsking(value === 'custom')
    if (value !== 'custom')
      onChange({ window: value === 'month' ? undefined : value, from: undefined, until: undefined })
  }

  return (
    <>
      <Select
        aria-label="Window"
        value={isCustom || isAsking ? 'custom' : window}
        onChange={({ target }) => choose(target.value)}
        className="w-auto"
      >
        {PRESETS.map(({ value, label }) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
        {[...months, ...(isOlder ? [window] : [])].map((month) => (
          <option key={month} value={month}>
            {month}
          </option>
        ))}
        <option value="custom">From … until</option>
      </Select>
      {(isCustom || isAsking) && (
        <CustomWindow
          key={`${from} ${until}`}
          from={from}
          until={until}
          onChange={(times) => onChange({ window: undefined, ...times })}
        />
      )}
    </>
  )
}

function monthsBefore(nowMs: number): readonly string[] {
  const at = new Date(nowMs)
  return Array.from({ length: MONTHS_BACK }, (_, back) =>
    new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() - 1 - back, 1)).toISOString().slice(0, 7),
  )
}

type CustomWindowProps = {
  from: string | undefined
  until: string | undefined
  onChange: (times: { readonly from: string; readonly until: string }) => void
}

function CustomWindow({ from, until, onChange }: CustomWindowProps) {
  const [times, setTimes] = useState({ from: from?.slice(0, 16) ?? '', until: until?.slice(0, 16) ?? '' })
  const fault =
    times.from !== '' && times.until !== '' && times.from >= times.until ? 'ends before it begins' : undefined

  function submit(event: FormEvent) {
    event.preventDefault()
    if (fault === undefined) onChange({ from: `${times.from}:00.000Z`, until: `${times.until}:00.000Z` })
  }

  return (
    <form onSubmit={submit} className="flex flex-wrap items-end gap-2">
      {(['from', 'until'] as const).map((name) => (
        <Field
          key={name}
          label={`${name === 'from' ? 'From' : 'Until'} (UTC)`}
          error={name === 'until' ? fault : undefined}
        >
          {(ids) => (
            <Input
              {...ids}
              required
              type="datetime-local"
              value={times[name]}
              onChange={({ target }) => setTimes({ ...times, [name]: target.value })}
              className="w-auto"
            />
          )}
        </Field>
      ))}
      <Button type="submit">Show</Button>
    </form>
  )
}
