'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { Button } from '@/components/ui/button'
import { Field, Input, Select } from '@/components/ui/field'
import { Loaded } from '@/components/ui/loaded'
import { Refusal } from '@/components/ui/refusal'
import { Sheet } from '@/components/ui/sheet'
import { SkeletonRows } from '@/components/ui/skeleton'
import { PriceFields } from '@/components/usage/price-fields'
import type { EditedPrice } from '@/components/usage/price-steps'
import { endpoints } from '@/lib/contract/endpoints'
import { METRICS } from '@/lib/contract/metrics'
import {
  type Confidence,
  confidence,
  type PriceLine,
  type PriceSheet,
  type SaveSheetInput,
  type SheetPlace,
  saveSheetInput,
} from '@/lib/contract/price-sheets'
import { call } from '@/lib/queries/call'
import { usageQueries } from '@/lib/queries/usage'

type SheetEditorProps = { place: SheetPlace | undefined; onClose: () => void }

/** The lines of a price sheet. What is saved is its next version. */
export function SheetEditor({ place, onClose }: SheetEditorProps) {
  return (
    <Sheet
      isOpen={place !== undefined}
      onClose={onClose}
      title={place ? `${place.provider} ${place.plan} ${place.region}` : 'Price sheet'}
      description="Saving makes a new version: projects on this sheet use it from this month on, earlier months keep their prices."
    >
      <div className="px-5 pt-4 pb-5">{place && <LoadedLines place={place} onSaved={onClose} />}</div>
    </Sheet>
  )
}

function LoadedLines({ place: { provider, plan, region }, onSaved }: { place: SheetPlace; onSaved: () => void }) {
  const query = useQuery(usageQueries.sheet({ provider, plan, region }))
  return (
    <Loaded
      query={query}
      loading={<SkeletonRows count={8} label="Loading prices" />}
      failure="The price sheet could not be loaded."
    >
      {({ sheet }) => <SheetForm key={sheet.id} sheet={sheet} onSaved={onSaved} />}
    </Loaded>
  )
}

/** The form in it, by itself for the gallery. */
export function SheetForm({ sheet, onSaved }: { sheet: PriceSheet; onSaved: () => void }) {
  const [lines, setLines] = useState<readonly EditedLine[]>(sheet.lines)
  const [fixed, setFixed] = useState({ fee: sheet.fee, credit: sheet.credit, machineCount: String(sheet.machineCount) })
  const queryClient = useQueryClient()
  const save = useMutation({
    mutationFn: (edited: SaveSheetInput) => call(endpoints.saveSheet, edited),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: usageQueries.all() })
      onSaved()
    },
  })
  const edited = { ...sheet, ...fixed, machineCount: Number(fixed.machineCount), lines, basedOn: sheet.version }
  const checked = saveSheetInput.safeParse(edited)
  const fault = checked.error?.issues[0]

  function submit(event: FormEvent) {
    event.preventDefault()
    if (checked.success) save.mutate(checked.data)
  }

  const change = (at: number, next: Partial<EditedLine>) =>
    setLines(lines.map((line, index) => (index === at ? { ...line, ...next } : line)))

  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      <p className="text-muted">
        {sheet.name}, version {sheet.version}. {sheet.note}
      </p>
      <div className="grid grid-cols-2 gap-3">
        <FixedField
          label={`Fee a month (${sheet.currency})`}
          value={fixed.fee}
          onChange={(fee) => setFixed({ ...fixed, fee })}
        />
        <FixedField
          label={`Credit a month (${sheet.currency})`}
          value={fixed.credit}
          onChange={(credit) => setFixed({ ...fixed, credit })}
        />
        {sheet.lines.some(({ metric }) => metric === 'machineMs') && (
          <FixedField
            label="Machines"
            value={fixed.machineCount}
            onChange={(machineCount) => setFixed({ ...fixed, machineCount })}
          />
        )}
      </div>
      {lines.map((line, at) => (
        <LineFields key={line.metric} line={line} currency={sheet.currency} onChange={(next) => change(at, next)} />
      ))}
      {fault && (
        <Refusal>
          {fieldName(lines, fault.path)}: {fault.message}
        </Refusal>
      )}
      {save.error && <Refusal>{save.error.message}</Refusal>}
      <Button type="submit" tone="primary" needs="admin" disabled={save.isPending || !checked.success}>
        {save.isPending ? 'Working…' : `Save as version ${sheet.version + 1}`}
      </Button>
    </form>
  )
}

function fieldName(lines: readonly EditedLine[], path: readonly PropertyKey[]): string {
  const line = path[0] === 'lines' ? lines[Number(path[1])] : undefined
  const step = path[3] === 'steps' && path[4] !== undefined ? `step ${Number(path[4]) + 1}, ` : ''
  const last = `${step}${FIELD_WORDS[String(path.at(-1))] ?? String(path.at(-1) ?? 'the sheet')}`
  return line === undefined ? last : `${METRICS[line.metric].label}, ${last}`
}

function FixedField({ label, value, onChange }: { label: string; value: string; onChange: (value: string) => void }) {
  return (
    <Field label={label}>
      {(ids) => <Input {...ids} inputMode="decimal" value={value} onChange={({ target }) => onChange(target.value)} />}
    </Field>
  )
}

const FIELD_WORDS: Readonly<Record<string, string>> = { upTo: 'limit', amount: 'price', machineCount: 'machines' }

/** A line as it is typed: `saveSheetInput` says whether it can be saved. */
type EditedLine = Omit<PriceLine, 'price'> & { readonly price: EditedPrice }

type LineFieldsProps = { line: EditedLine; currency: string; onChange: (next: Partial<EditedLine>) => void }

function LineFields({ line, currency, onChange }: LineFieldsProps) {
  const { metric, price, per, included, source, date } = line
  const { label, unit } = METRICS[metric]
  const unitWords = per === 1 ? unit : `${per.toLocaleString('en-US')} ${unit}s`
  return (
    <fieldset className="grid grid-cols-2 gap-x-3 gap-y-2 rounded-lg border border-line px-3 pt-1 pb-3">
      <legend className="px-1 font-medium">{label}</legend>
      <PriceFields
        {...{ price, label, unit, currency }}
        per={`${currency} per ${unitWords}`}
        onChange={(next) => onChange({ price: next })}
      />
      <Field label={`Included, ${unit}s a month`}>
        {(ids) => (
          <Input
            {...ids}
            inputMode="decimal"
            value={included}
            onChange={({ target }) => onChange({ included: target.value })}
          />
        )}
      </Field>
      <div className="col-span-2">
        <Field label="Source">
          {(ids) => <Input {...ids} value={source} onChange={({ target }) => onChange({ source: target.value })} />}
        </Field>
      </div>
      <Field label="Date">
        {(ids) => (
          <Input
            {...ids}
            placeholder="none"
            value={date ?? ''}
            onChange={({ target }) => onChange({ date: target.value === '' ? null : target.value })}
          />
        )}
      </Field>
      <Field label="Confidence">
        {(ids) => (
          <Select
            {...ids}
            value={line.confidence}
            onChange={({ target }) => onChange({ confidence: confidenceOf(target.value) })}
          >
            {confidence.options.map((each) => (
              <option key={each} value={each}>
                {each}
              </option>
            ))}
          </Select>
        )}
      </Field>
    </fieldset>
  )
}

function confidenceOf(text: string): Confidence {
  return confidence.catch('low').parse(text)
}
