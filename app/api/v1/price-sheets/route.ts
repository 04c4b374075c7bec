import { endpoints } from '@/lib/contract/endpoints'
import { listSheets } from '@/lib/ops/prices/list-sheets'
import { route } from '@/lib/server/api/route'

export const GET = route(endpoints.listSheets, listSheets)
