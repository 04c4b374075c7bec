import { endpoints } from '@/lib/contract/endpoints'
import { explainDecision } from '@/lib/ops/why/explain-decision'
import { route } from '@/lib/server/api/route'

export const POST = route(endpoints.explainDecision, explainDecision)
