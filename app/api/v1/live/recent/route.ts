import { endpoints } from '@/lib/contract/endpoints'
import { listLive } from '@/lib/ops/live/list-live'
import { route } from '@/lib/server/api/route'

export const GET = route(endpoints.listLive, listLive)
