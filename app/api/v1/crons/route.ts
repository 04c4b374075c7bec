import { endpoints } from '@/lib/contract/endpoints'
import { listCrons } from '@/lib/ops/crons/list-crons'
import { route } from '@/lib/server/api/route'

export const GET = route(endpoints.listCrons, listCrons)
