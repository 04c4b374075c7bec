import { endpoints } from '@/lib/contract/endpoints'
import { listJournal } from '@/lib/ops/journal/list-journal'
import { route } from '@/lib/server/api/route'

export const GET = route(endpoints.listJournal, listJournal)
