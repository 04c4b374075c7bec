import { endpoints } from '@/lib/contract/endpoints'
import { verifyAudit } from '@/lib/ops/audit/verify-audit'
import { route } from '@/lib/server/api/route'

export const GET = route(endpoints.verifyAudit, verifyAudit)
