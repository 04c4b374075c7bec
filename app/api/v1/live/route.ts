import { endpoints } from '@/lib/contract/endpoints'
import { openLive } from '@/lib/ops/live/open-live'
import { liveRoute } from '@/lib/server/api/live-route'

export const GET = liveRoute(endpoints.watchLive, openLive)
