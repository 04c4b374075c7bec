import { endpoints } from '@/lib/contract/endpoints'
import { probePurge } from '@/lib/ops/purges/probe-purge'
import { route } from '@/lib/server/api/route'

export const GET = route(endpoints.probePurge, probePurge)
