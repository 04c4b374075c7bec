import { endpoints } from '@/lib/contract/endpoints'
import { getRetention } from '@/lib/ops/retention/get-retention'
import { setRetention } from '@/lib/ops/retention/set-retention'
import { route } from '@/lib/server/api/route'

export const GET = route(endpoints.getRetention, getRetention)
export const PUT = route(endpoints.setRetention, setRetention)
