import { endpoints } from '@/lib/contract/endpoints'
import { promote } from '@/lib/ops/deployments/promote'
import { route } from '@/lib/server/api/route'

export const POST = route(endpoints.promote, promote)
