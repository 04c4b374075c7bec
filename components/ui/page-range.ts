/** The numbers of the rows that a page shows, from 1: `51–100 of 18,412`. */
export function pageRange(args: { page: number; pageSize: number; total: number }): { from: number; to: number } {
  const from = Math.min(args.total, (args.page - 1) * args.pageSize + 1)
  return { from, to: Math.min(args.total, args.page * args.pageSize) }
}
