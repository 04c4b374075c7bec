import { Field, Input } from '@/components/ui/field'

/** What a promotion does before it moves domains. `null`: it moves them at once. */
export type WarmWish = { readonly count: string; readonly hasGate: boolean }
export const FIRST_WISH: WarmWish = { count: '100', hasGate: true }

type WarmChoiceProps = { wish: WarmWish | null; onChange: (wish: WarmWish | null) => void }

/** Whether a promotion warms pages first, how many, and whether failures hold it back. */
export function WarmChoice({ wish, onChange }: WarmChoiceProps) {
  return (
    <fieldset className="flex flex-col gap-2.5 rounded-lg border border-line px-3 py-2.5 text-text">
      <legend className="sr-only">Before the domains move</legend>
      <label className="flex items-start gap-2">
        <input
          type="checkbox"
          className="mt-0.5 size-4 accent-accent"
          checked={wish !== null}
          onChange={({ target }) => onChange(target.checked ? FIRST_WISH : null)}
        />
        <span>
          Warm pages first
          <span className="block text-muted text-sm">
            What visitors ask for most is made on this deployment; the domains move once that is done.
          </span>
        </span>
      </label>
      {wish !== null && (
        <>
          <Field label="Pages">
            {(ids) => (
              <Input
                {...ids}
                inputMode="numeric"
                className="max-w-28"
                value={wish.count}
                onChange={({ target }) => onChange({ ...wish, count: target.value })}
              />
            )}
          </Field>
          <label className="flex items-start gap-2">
            <input
              type="checkbox"
              className="mt-0.5 size-4 accent-accent"
              checked={wish.hasGate}
              onChange={({ target }) => onChange({ ...wish, hasGate: target.checked })}
            />
            <span>
              Hold back when pages fail or are slow
              <span className="block text-muted text-sm">
                More than 5 in 100 failed, or 5 in 100 took longer than 10 s.
              </span>
            </span>
          </label>
        </>
      )}
    </fieldset>
  )
}

/** The number of pages, where it is one that is possible. */
export function countOf({ count }: WarmWish): number | undefined {
  const pages = Number(count)
  return Number.isSafeInteger(pages) && pages >= 1 && pages <= 5_000 ? pages : undefined
}
