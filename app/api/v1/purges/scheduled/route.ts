import { endpoints } from '@/lib/contract/endpoints'
import { listScheduledPurges } from '@/lib/ops/purges/list-scheduled-purges'
import { schedulePurge } from '@/lib/ops/purges/schedule-purge'
import { route } from '@/lib/server/api/route'

export const GET = route(endpoints.listScheduledPurges, listScheduledPurges)
export const POST = route(endpoints.schedulePurge, schedulePurge)
