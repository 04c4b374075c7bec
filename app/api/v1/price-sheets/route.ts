import { endpoints } from '@/lib/contract/endpoints'
import { listSheets } from '@/lib/ops/prices/list-sheets'
import { route } from '@/lib/server/route'

export const GET = route(endpoints.listSheets, listSheets)
