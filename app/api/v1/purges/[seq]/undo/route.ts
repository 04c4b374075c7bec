import { endpoints } from '@/lib/contract/endpoints'
import { undoPurge } from '@/lib/ops/purges/undo-purge'
import { route } from '@/lib/server/api/route'

export const POST = route(endpoints.undoPurge, undoPurge)
