import { endpoints } from '@/lib/contract/endpoints'
import { getOverview } from '@/lib/ops/overview/get-overview'
import { route } from '@/lib/server/api/route'

export const GET = route(endpoints.getOverview, getOverview)
