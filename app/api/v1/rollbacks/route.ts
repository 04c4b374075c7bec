import { endpoints } from '@/lib/contract/endpoints'
import { rollBack } from '@/lib/ops/deployments/roll-back'
import { route } from '@/lib/server/api/route'

export const POST = route(endpoints.rollBack, rollBack)
