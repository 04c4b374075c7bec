/** A share of one as a percentage: `97.8 %`; `–` where there is none. Never says 100 or 0 of what is only nearly so. */
export function formatShare(share: number | null): string {
  if (share === null) return '–'
  const percent = share * 100
  if (percent > 99.9 && percent < 100) return '> 99.9 %'
  if (percent > 0 && percent < 0.1) return '< 0.1 %'
  return `${Number(percent.toFixed(1))} %`
}
