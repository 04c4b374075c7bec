import { endpoints } from '@/lib/contract/endpoints'
import { planRetention } from '@/lib/ops/retention/plan-retention'
import { route } from '@/lib/server/api/route'

export const POST = route(endpoints.planRetention, planRetention)
