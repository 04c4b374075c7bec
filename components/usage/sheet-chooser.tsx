'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { CopyAs } from '@/components/ui/copy-as'
import { Field, Select } from '@/components/ui/field'
import { Loaded } from '@/components/ui/loaded'
import { Panel } from '@/components/ui/panel'
import { Refusal } from '@/components/ui/refusal'
import { SkeletonRows } from '@/components/ui/skeleton'
import { SheetEditor } from '@/components/usage/sheet-editor'
import { pricesCommands } from '@/components/usage/usage-filter'
import { endpoints } from '@/lib/contract/endpoints'
import type { ProjectPrices, SheetList, SheetPlace } from '@/lib/contract/price-sheets'
import { call } from '@/lib/queries/call'
import { usageQueries } from '@/lib/queries/usage'

/** What the project is priced by, and another choice. */
export function PricesPanel({ project }: { project: string }) {
  const prices = useQuery(usageQueries.prices(project))
  const sheets = useQuery(usageQueries.sheets())
  return (
    <Panel title="Price sheet" note="from this month on; earlier months keep theirs">
      <Loaded
        query={prices}
        loading={<SkeletonRows count={3} label="Loading the price sheet" />}
        failure="The price sheet could not be loaded."
      >
        {(chosen) => (
          <Loaded
            query={sheets}
            loading={<SkeletonRows count={3} label="Loading price sheets" />}
            failure="The price sheets could not be loaded."
          >
            {({ sheets: all }) => <SheetChooser key={chosen.sheet.id} prices={chosen} sheets={all} />}
          </Loaded>
        )}
      </Loaded>
    </Panel>
  )
}

type SheetChooserProps = { prices: ProjectPrices; sheets: SheetList['sheets'] }

/** Where an owner chooses the price sheet of a project. */
export function SheetChooser({ prices: { project, sheet, isDefault, choices }, sheets }: SheetChooserProps) {
  const [place, setPlace] = useState<SheetPlace>(sheet)
  const [isEditing, setIsEditing] = useState(false)
  const queryClient = useQueryClient()
  const choose = useMutation({
    mutationFn: ({ provider, plan, region }: SheetPlace) =>
      call(endpoints.chooseSheet, { project, provider, plan, region }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: usageQueries.all() }),
  })
  const plans = unique(sheets.filter(({ provider }) => provider === place.provider).map(({ plan }) => plan))
  const regions = sheets
    .filter(({ provider, plan }) => provider === place.provider && plan === place.plan)
    .map(({ region }) => region)
  const isChosen = place.provider === sheet.provider && place.plan === sheet.plan && place.region === sheet.region

  /** A provider or plan that has not the region of now is shown with its first one. */
  function move(next: Partial<SheetPlace>) {
    const wanted = { ...place, ...next }
    const like = (each: SheetPlace) =>
      each.provider === wanted.provider && (next.provider !== undefined || each.plan === wanted.plan)
    const fits = sheets.find((each) => like(each) && each.plan === wanted.plan && each.region === wanted.region)
    setPlace(fits ?? sheets.find(like) ?? wanted)
  }

  return (
    <div className="flex flex-col gap-3 p-3.5">
      <p className="text-muted">
        {sheet.name}
        {sheet.region === 'all' ? '' : `, ${sheet.region}`}, version {sheet.version}
        {isDefault
          ? ': what a project begins with. Choose yours.'
          : `, of ${sheet.createdAt.slice(0, 10)} by ${sheet.actor}.`}
      </p>
      <div className="grid gap-3 sm:grid-cols-3">
        <PlaceField
          label="Provider"
          value={place.provider}
          options={unique(sheets.map(({ provider }) => provider))}
          onChange={(provider) => move({ provider })}
        />
        <PlaceField label="Plan" value={place.plan} options={plans} onChange={(plan) => move({ plan })} />
        <PlaceField label="Region" value={place.region} options={regions} onChange={(region) => move({ region })} />
      </div>
      {choose.error && <Refusal>{choose.error.message}</Refusal>}
      <div className="flex flex-wrap gap-2">
        <Button needs="admin" disabled={isChosen || choose.isPending} onClick={() => choose.mutate(place)}>
          {choose.isPending ? 'Working…' : 'Price by this sheet'}
        </Button>
        <Button onClick={() => setIsEditing(true)}>Show and edit its lines…</Button>
        <CopyAs commands={() => pricesCommands(project, place)} />
      </div>
      {choices.length > 0 && <ChoiceList choices={choices} />}
      <SheetEditor place={isEditing ? place : undefined} onClose={() => setIsEditing(false)} />
    </div>
  )
}

/** What earlier months are priced by. */
function ChoiceList({ choices }: { choices: ProjectPrices['choices'] }) {
  return (
    <div>
      <p className="font-medium">Priced by</p>
      <ul className="text-muted">
        {choices.map(({ month, sheet, actor }) => (
          <li key={month}>
            from {month}: {sheet.name}
            {sheet.region === 'all' ? '' : `, ${sheet.region}`}, version {sheet.version}, chosen by {actor}
          </li>
        ))}
      </ul>
    </div>
  )
}

type PlaceFieldProps = { label: string; value: string; options: readonly string[]; onChange: (value: string) => void }

function PlaceField({ label, value, options, onChange }: PlaceFieldProps) {
  return (
    <Field label={label}>
      {(ids) => (
        <Select {...ids} value={value} onChange={({ target }) => onChange(target.value)}>
          {options.map((option) => (
            <option key={option} value={option}>
              {option}
            </option>
          ))}
        </Select>
      )}
    </Field>
  )
}

function unique(names: readonly string[]): readonly string[] {
  return [...new Set(names)]
}
