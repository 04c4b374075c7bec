import { Field, Input } from '@/components/ui/field'

/** What a promotion does before it moves domains. `null`: it moves them at once. */
export type WarmUpDraft = { readonly count: string; readonly hasGate: boolean }
export const FIRST_WARM_UP: WarmUpDraft = { count: '100', hasGate: true }

type WarmChoiceProps = { draft: WarmUpDraft | null; onChange: (draft: WarmUpDraft | null) => void }

/** Whether a promotion warms pages first, how many, and whether failures hold it back. */
export function WarmChoice({ draft, onChange }: WarmChoiceProps) {
  return (
    <fieldset className="flex flex-col gap-2.5 rounded-lg border border-line px-3 py-2.5 text-text">
      <legend className="sr-only">Before the domains move</legend>
      <label className="flex items-start gap-2">
        <input
          type="checkbox"
          className="mt-0.5 size-4 accent-accent"
          checked={draft !== null}
          onChange={({ target }) => onChange(target.checked ? FIRST_WARM_UP : null)}
        />
        <span>
          Warm pages first
          <span className="block text-muted text-sm">
            What visitors ask for most is made on this deployment; the domains move once that is done.
          </span>
        </span>
      </label>
      {draft !== null && (
        <>
          <Field label="Pages">
            {(ids) => (
              <Input
                {...ids}
                inputMode="numeric"
                className="max-w-28"
                value={draft.count}
                onChange={({ target }) => onChange({ ...draft, count: target.value })}
              />
            )}
          </Field>
          <label className="flex items-start gap-2">
            <input
              type="checkbox"
              className="mt-0.5 size-4 accent-accent"
              checked={draft.hasGate}
              onChange={({ target }) => onChange({ ...draft, hasGate: target.checked })}
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
export function countOf({ count }: WarmUpDraft): number | undefined {
  const pages = Number(count)
  return Number.isSafeInteger(pages) && pages >= 1 && pages <= 5_000 ? pages : undefined
}
