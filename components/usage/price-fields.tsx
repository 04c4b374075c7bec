import { Plus, X } from 'lucide-react'
import { Button } from '@/components/ui/button'
import { Field, Input, Select } from '@/components/ui/field'
import {
  addStep,
  type EditedPrice,
  PRICE_KINDS,
  priceOfKind,
  removeStep,
  replaceStep,
} from '@/components/usage/price-steps'

type PriceFieldsProps = {
  price: EditedPrice
  /** Of what the price is, such as `Requests`, and the unit that its steps are told in. */
  label: string
  unit: string
  /** What a price is for, such as `USD per 1,000,000 requests`. */
  per: string
  currency: string
  onChange: (price: EditedPrice) => void
}

/** One price of a sheet: the same for all, or in steps. */
export function PriceFields({ price, label, unit, per, currency, onChange }: PriceFieldsProps) {
  return (
    <>
      <Field label="Price">
        {(ids) => (
          <Select {...ids} value={price.kind} onChange={({ target }) => onChange(priceOfKind(price, target.value))}>
            {PRICE_KINDS.map(({ kind, words }) => (
              <option key={kind} value={kind}>
                {words}
              </option>
            ))}
          </Select>
        )}
      </Field>
      {price.kind === 'flat' ? (
        <Field label={per}>
          {(ids) => (
            <Input
              {...ids}
              inputMode="decimal"
              placeholder="unknown"
              value={price.amount ?? ''}
              onChange={({ target }) => onChange({ kind: 'flat', amount: target.value === '' ? null : target.value })}
            />
          )}
        </Field>
      ) : (
        <StepRows
          {...{ price, label, onChange }}
          reach={`Up to, ${unit}s a month`}
          each={price.kind === 'package' ? `${currency} for the month` : per}
        />
      )}
    </>
  )
}

type StepRowsProps = Pick<PriceFieldsProps, 'label' | 'onChange'> & {
  price: Extract<EditedPrice, { readonly steps: unknown }>
  reach: string
  each: string
}

function StepRows({ price, label, reach, each, onChange }: StepRowsProps) {
  const { steps } = price
  return (
    <div className="col-span-2 flex flex-col gap-1.5">
      <div aria-hidden="true" className="grid grid-cols-[1fr_1fr_2rem] gap-2 text-muted text-sm">
        <span>{reach}</span>
        <span>{each}</span>
      </div>
      {steps.map(({ upTo, price: amount }, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: steps have no name but their place
        <div key={at} className="grid grid-cols-[1fr_1fr_2rem] gap-2">
          <Input
            aria-label={`${label}, step ${at + 1}: ${reach.toLowerCase()}`}
            inputMode="numeric"
            placeholder="no limit"
            value={upTo ?? ''}
            onChange={({ target }) => onChange(replaceStep(price, at, { upTo: target.value }))}
          />
          <Input
            aria-label={`${label}, step ${at + 1}: ${each}`}
            inputMode="decimal"
            value={amount}
            onChange={({ target }) => onChange(replaceStep(price, at, { price: target.value }))}
          />
          <Button
            aria-label={`${label}: remove step ${at + 1}`}
            disabled={steps.length === 1}
            onClick={() => onChange(removeStep(price, at))}
            className="px-0"
          >
            <X aria-hidden="true" className="size-3.5" />
          </Button>
        </div>
      ))}
      <Button size="small" className="self-start" onClick={() => onChange(addStep(price))}>
        <Plus aria-hidden="true" className="size-3.5" />
        Add a step
      </Button>
    </div>
  )
}
