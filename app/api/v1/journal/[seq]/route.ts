import { endpoints } from '@/lib/contract/endpoints'
import { getJournalRow } from '@/lib/ops/journal/get-journal-row'
import { route } from '@/lib/server/api/route'

export const GET = route(endpoints.getJournalRow, getJournalRow)
