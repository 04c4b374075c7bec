import { endpoints } from '@/lib/contract/endpoints'
import { getUsage } from '@/lib/ops/usage/get-usage'
import { route } from '@/lib/server/api/route'

export const GET = route(endpoints.getUsage, getUsage)
