import { endpoints } from '@/lib/contract/endpoints'
import { getPurge } from '@/lib/ops/purges/get-purge'
import { route } from '@/lib/server/api/route'

export const GET = route(endpoints.getPurge, getPurge)
