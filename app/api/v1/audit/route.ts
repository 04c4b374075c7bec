import { endpoints } from '@/lib/contract/endpoints'
import { listAudit } from '@/lib/ops/audit/list-audit'
import { route } from '@/lib/server/api/route'

export const GET = route(endpoints.listAudit, listAudit)
