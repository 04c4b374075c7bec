import { endpoints } from '@/lib/contract/endpoints'
import { cancelScheduledPurge } from '@/lib/ops/purges/cancel-scheduled-purge'
import { route } from '@/lib/server/api/route'

export const DELETE = route(endpoints.cancelScheduledPurge, cancelScheduledPurge)
