import { endpoints } from '@/lib/contract/endpoints'
import { warmPurge } from '@/lib/ops/purges/warm-purge'
import { route } from '@/lib/server/api/route'

export const POST = route(endpoints.warmPurge, warmPurge)
