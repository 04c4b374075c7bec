import { endpoints } from '@/lib/contract/endpoints'
import { explainUrl } from '@/lib/ops/why/explain-url'
import { route } from '@/lib/server/api/route'

export const POST = route(endpoints.explainUrl, explainUrl)
