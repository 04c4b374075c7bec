import { endpoints } from '@/lib/contract/endpoints'
import { getPurgeReach } from '@/lib/ops/purges/get-purge-reach'
import { route } from '@/lib/server/api/route'

export const POST = route(endpoints.getPurgeReach, getPurgeReach)
