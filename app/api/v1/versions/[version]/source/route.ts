import { endpoints } from '@/lib/contract/endpoints'
import { getSource } from '@/lib/ops/paths/get-source'
import { route } from '@/lib/server/api/route'

export const GET = route(endpoints.getSource, getSource)
