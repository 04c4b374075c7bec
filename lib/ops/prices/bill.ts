import type { Bill, BillLine } from '@/lib/contract/bills'
import { METRICS, metric, type Quantities } from '@/lib/contract/metrics'
import type { Price, PriceLine, SheetTerms } from '@/lib/contract/price-sheets'
import { divideRounded, moneyOf, NANOS, type Nanos, PRICE_SCALE, trillionthsOf } from '@/lib/ops/prices/exact'

/** The part of its month that is looked at: included amounts, fee, credit and steps count by this share. */
export type MonthShare = { readonly part: bigint; readonly whole: bigint }
export const WHOLE_MONTH: MonthShare = { part: 1n, whole: 1n }

/**
 * What quantities cost by a sheet: quantity × price − included, line by line, with fee and credit. Exact, each line
 * rounded once, half up, to a billionth. A line whose price nobody knows has no amount; the bill then is partial.
 */
export function billFor(terms: SheetTerms, quantities: Quantities, share: MonthShare = WHOLE_MONTH): Bill {
  const priced = terms.lines.map((line) => priceOf(line, wholeOf(quantities[line.metric]), share))
  const used = priced.reduce((sum, { amount }) => sum + (amount ?? 0n), 0n)
  const fee = partOf(trillionthsOf(terms.fee), share)
  const credit = partOf(trillionthsOf(terms.credit), share)
  const taken = credit < used ? credit : used
  const named = terms.lines.map((line) => line.metric)
  return {
    currency: terms.currency,
    lines: priced.map(({ line }) => line),
    used: moneyOf(used),
    fee: moneyOf(fee),
    credit: moneyOf(taken),
    total: moneyOf(used + fee - taken),
    isPartial: priced.some(({ amount, line }) => amount === null && line.quantity > line.included),
    hasLowConfidence: priced.some(({ line }) => line.confidence === 'low' && line.quantity > 0),
    withoutLine: metric.options.filter((each) => !named.includes(each) && (quantities[each] ?? 0) > 0),
  }
}

/** What quantities cost by a sheet with nothing included: for parts of a whole, whose sum must not depend on the cut. */
export function listPrice(terms: SheetTerms, quantities: Quantities): Nanos {
  const amounts = terms.lines.map((line) => amountOf(line, { quantity: wholeOf(quantities[line.metric]), free: 0n }))
  return amounts.reduce<Nanos>((sum, amount) => sum + (amount ?? 0n), 0n)
}

/** The same prices with nothing included, no fee and no credit: for what is a part of a month's usage, or comes on top. */
export function atListPrice<Terms extends SheetTerms>(terms: Terms): Terms {
  return { ...terms, fee: '0', credit: '0', lines: terms.lines.map((line) => ({ ...line, included: '0' })) }
}

function priceOf(line: PriceLine, quantity: bigint, share: MonthShare): { line: BillLine; amount: Nanos | null } {
  const size = BigInt(METRICS[line.metric].size)
  const included = (trillionthsOf(line.included) * size * share.part) / (PRICE_SCALE * share.whole)
  const free = included < quantity ? included : quantity
  const amount = amountOf(line, { quantity, free, share })
  return {
    amount,
    line: {
      metric: line.metric,
      price: line.price,
      per: line.per,
      quantity: Number(quantity),
      included: Number(included),
      billable: Number(quantity - free),
      amount: amount === null ? null : moneyOf(amount),
      source: line.source,
      date: line.date,
      confidence: line.confidence,
      note: line.note,
    },
  }
}

type Amount = { readonly quantity: bigint; readonly free: bigint; readonly share?: MonthShare }

/** `null`: the price is not known, or no step reaches that far. */
function amountOf(line: PriceLine, { quantity, free, share = WHOLE_MONTH }: Amount): Nanos | null {
  const { price } = line
  const size = BigInt(METRICS[line.metric].size)
  const per = BigInt(line.per) * size
  switch (price.kind) {
    case 'flat':
      if (price.amount === null) return quantity > free ? null : 0n
      return divideRounded((quantity - free) * trillionthsOf(price.amount) * NANOS, per * PRICE_SCALE)
    case 'graduated':
      return graduated(endsOf(price, size, share), { quantity, free, per })
    case 'package': {
      if (quantity <= free) return 0n
      const step = endsOf(price, size, share).find(({ end }) => end === null || quantity <= end)
      return step === undefined ? null : partOf(step.price, share)
    }
  }
}

type Ends = readonly { readonly end: bigint | null; readonly price: bigint }[]

/** Each unit at the price of the step that it falls into, counted from the month's first; the free ones come first. */
function graduated(
  ends: Ends,
  { quantity, free, per }: { readonly quantity: bigint; readonly free: bigint; readonly per: bigint },
): Nanos | null {
  let from = free
  let product = 0n
  for (const { end, price } of ends) {
    const to = end === null || end > quantity ? quantity : end
    if (to <= from) continue
    product += (to - from) * price
    from = to
  }
  return from < quantity ? null : divideRounded(product * NANOS, per * PRICE_SCALE)
}

function endsOf(
  { steps }: Extract<Price, { readonly kind: 'graduated' | 'package' }>,
  size: bigint,
  share: MonthShare,
) {
  return steps.map(({ upTo, price }) => ({
    end: upTo === null ? null : (BigInt(upTo) * size * share.part) / share.whole,
    price: trillionthsOf(price),
  }))
}

/** A monthly amount, in trillionths, for a part of the month. */
function partOf(trillionths: bigint, { part, whole }: MonthShare): Nanos {
  return divideRounded(trillionths * part * NANOS, whole * PRICE_SCALE)
}

/** Counts come as numbers; a whole number of them is priced. */
function wholeOf(quantity = 0): bigint {
  return BigInt(Math.round(quantity))
}
