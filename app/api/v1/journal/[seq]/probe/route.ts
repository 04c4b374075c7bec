import { endpoints } from '@/lib/contract/endpoints'
import { probeJournalRow } from '@/lib/ops/journal/probe-journal-row'
import { route } from '@/lib/server/api/route'

export const GET = route(endpoints.probeJournalRow, probeJournalRow)
