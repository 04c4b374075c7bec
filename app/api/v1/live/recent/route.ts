import { endpoints } from '@/lib/contract/endpoints'
import { listLive } from '@/lib/ops/live/list-live'
import { route } from '@/lib/server/route'

export const GET = route(endpoints.listLive, listLive)
