import { endpoints } from '@/lib/contract/endpoints'
import { listFunctions } from '@/lib/ops/functions/list-functions'
import { route } from '@/lib/server/api/route'

export const GET = route(endpoints.listFunctions, listFunctions)
